/** One thing a fix would do, as `gt doctor --dry-run --json` prints it. Paths are absolute. Public API. */
export type PlannedAction =
  | {readonly action: 'make'; readonly path: string; readonly kind: 'file' | 'folder'}
  | {readonly action: 'change'; readonly path: string; readonly how: 'rewritten' | 'appended'}
  | {readonly action: 'mode'; readonly path: string; readonly mode: string}
  | {readonly action: 'move'; readonly from: string; readonly to: string}
  | {readonly action: 'link'; readonly path: string; readonly to: string}
  | {readonly action: 'remove'; readonly path: string}
  | {readonly action: 'run'; readonly argv: readonly string[]; readonly paths: readonly string[]}

/** What a fix would do, and why it would not get to the end, where it would not. */
export interface Plan {
  readonly actions: readonly PlannedAction[]
  readonly problem?: string
}

/** Permission bits as people write them: `0644`. */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
