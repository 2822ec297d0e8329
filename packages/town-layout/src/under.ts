/** `node:path`'s join for what is clean already: it normalises, which a look at a thousand rigs does not need. */
export function under(folder: string, ...names: readonly string[]): string {
  const rest = names.length === 1 ? (names[0] ?? '') : names.join('/')
  return folder.endsWith('/') ? folder + rest : `${folder}/${rest}`
}
