/** What lies at a path, as far as it tells whether somebody changed it. Sizes in bytes, times in milliseconds since 1970. */
export type State =
  | {readonly kind: 'absent'}
  /** `sha` is SHA-256 in hex; `mtime_ms` stands in for it where the bytes could not be read */
  | {
      readonly kind: 'file'
      readonly mode: number
      readonly size: number
      readonly sha?: string
      readonly mtime_ms?: number
    }
  | {readonly kind: 'folder'; readonly mode: number}
  | {readonly kind: 'link'; readonly size: number; readonly mtime_ms: number}
  | {readonly kind: 'other'; readonly mode: number}
  /** a folder that a program made; `print` is over names, kinds, modes, sizes and times of all in it, absent while it works */
  | {readonly kind: 'tree'; readonly print?: string}

export const absent: State = {kind: 'absent'}

export function isSameState(a: State, b: State): boolean {
  if (a.kind === 'file' && b.kind === 'file') {
    return (
      a.mode === b.mode && a.size === b.size && a.sha === b.sha && (a.sha !== undefined || a.mtime_ms === b.mtime_ms)
    )
  }
  if (a.kind === 'folder' && b.kind === 'folder') return a.mode === b.mode
  if (a.kind === 'link' && b.kind === 'link') return a.size === b.size && a.mtime_ms === b.mtime_ms
  if (a.kind === 'other' && b.kind === 'other') return a.mode === b.mode
  // Without a print nobody can tell what the program had made when it was killed.
  if (a.kind === 'tree' && b.kind === 'tree') return a.print === undefined || a.print === b.print
  return a.kind === b.kind
}
