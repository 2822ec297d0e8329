/** `node:path`'s join for what is clean already: it normalises, which a thousand rigs do not need. */
export function under(folder: string, ...names: readonly string[]): string {
  const rest = names.length === 1 ? (names[0] ?? '') : names.join('/')
  return folder.endsWith('/') ? folder + rest : `${folder}/${rest}`
}
