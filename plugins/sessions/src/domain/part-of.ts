/**
 * Whether a session is in a part of a town.
 * @param own its address: `mayor`, or `rig/polecat`
 * @param part a polecat (`rig/polecat`), all of a rig (`rig/`), or all of the town (undefined)
 */
export function isPartOf(own: string, part: string | undefined): boolean {
  if (part === undefined) return true
  return part.endsWith('/') ? own.startsWith(part) : own === part
}
