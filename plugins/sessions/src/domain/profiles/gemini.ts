import type {AgentProfile} from '../profile.js'

/** Its command line and its trusted folders: https://geminicli.com/docs. From 0.29.7 on keys that tmux sends may be ignored. */
export const gemini: AgentProfile = {
  program: 'gemini',
  start: [],
  conversation: 'none',
  doors: ['paste'],
  paste: {gap_ms: 600, gap_ms_per_kb: 1, submit: 'Enter'},
  screen: [
    {state: 'blocked', reason: 'trust dialog', pattern: 'Do you trust this folder\\?'},
    {state: 'blocked', reason: 'log-in', pattern: 'How would you like to authenticate'},
    {state: 'waiting', reason: 'permission', pattern: 'Allow execution|Apply this change\\?'},
    {state: 'busy', pattern: '\\besc to cancel\\b'},
    {state: 'idle', pattern: 'Type your message|^[\u2502|\\s]*>\\s*[\u2502|]?\\s*$'},
  ],
  stop: {text: '/quit'},
  version: {arguments: ['--version']},
}
