import type {AgentProfile} from '../profile.js'

/** Its command line: https://opencode.ai/docs/cli. */
export const opencode: AgentProfile = {
  program: 'opencode',
  start: [],
  conversation: 'none',
  doors: ['paste'],
  paste: {gap_ms: 600, gap_ms_per_kb: 1, submit: 'Enter'},
  screen: [
    {state: 'waiting', reason: 'permission', pattern: 'Permission required'},
    {state: 'busy', pattern: '\\besc interrupt\\b|\\besc to interrupt\\b'},
    {state: 'idle', pattern: 'Ask anything|^[\u2503|\\s]*>\\s*$'},
  ],
  stop: {text: '/exit'},
  version: {arguments: ['--version']},
}
