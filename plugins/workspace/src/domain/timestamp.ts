/** A moment as part of a file name: `20261123T052509Z`. */
export function timestamp(moment: Date): string {
  return moment.toISOString().replaceAll(/[-:]|\.\d+/g, '')
}
