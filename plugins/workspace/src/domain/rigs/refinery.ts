import type {RefineryState} from '../documents.js'

/** The text of a rig's `refinery/README.md`. */
export function refineryReadmeText(rig: string): string {
  return `# Refinery of ${rig}

Work on ${rig} is merged here.

- \`rig/\` is the refinery's own clone: polecats' branches come together in it.
- \`state.json\` says whether the refinery runs; \`state.json.lock\` is locked while that file is changed. Leave both to gt.

Polecats, the workers' clones, are the folders beside this one: \`gt polecat list ${rig}\`.
\`gt doctor ${rig}\` checks all of it, and \`gt doctor ${rig} --fix\` repairs what is missing.
`
}

/** A refinery that was never started. */
export function newRefineryState(now: Date): RefineryState {
  return {
    version: 1,
    state: 'stopped',
    awake: false,
    created_at: now.toISOString(),
    last_started: null,
    last_stopped: null,
    last_wake: null,
    last_sleep: null,
  }
}
