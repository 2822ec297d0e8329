import type {Tree} from '@gt-town/contract-testing'

export const config = '{"type":"workspace","version":1,"created_at":"2026-01-15T10:30:00Z"}\n'

/** A sound town without rigs. */
export function town(root: string, configDir: 'mayor' | '.gastown' = 'mayor'): Tree {
  return {
    [`${root}/${configDir}/config.json`]: config,
    [`${root}/${configDir}/state.json`]: '{"version":1,"projects":{}}\n',
    [`${root}/${configDir}/boss/state.json`]: '{"version":1}\n',
    [`${root}/${configDir}/mail/inbox.jsonl`]: '',
    [`${root}/${configDir}/rigs/`]: '',
  }
}
