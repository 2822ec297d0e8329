/**
 * The file's name of what is noted of a folder. Two folders with long paths may share one: what is in it has to say whose it is.
 * No hash, since loading one takes longer than all else that Tab does.
 */
export function noteName(folder: string): string {
  return `${encodeURIComponent(folder).slice(-200)}.json`
}
