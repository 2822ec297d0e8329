import type {AgentProfile} from '../profile.js'

/** Its command line and its trust dialog: https://developers.openai.com/codex/cli. It cannot be given the id of a conversation. */
export const codex: AgentProfile = {
  program: 'codex',
  start: [],
  conversation: 'none',
  doors: ['paste'],
  paste: {gap_ms: 300, gap_ms_per_kb: 1, submit: 'Enter'},
  screen: [
    {
      state: 'blocked',
      reason: 'trust dialog',
      pattern: 'Do you trust the contents of this directory\\?|allow Codex to work in this folder',
    },
    {state: 'blocked', reason: 'log-in', pattern: 'Sign in with ChatGPT'},
    {
      state: 'waiting',
      reason: 'permission',
      pattern: 'Would you like to run the following command\\?|Allow command\\?',
    },
    {state: 'busy', pattern: '\\besc to interrupt\\b'},
    {state: 'idle', pattern: '^\\s*[\u203a\u258c>]\\s*$'},
  ],
  stop: {text: '/quit'},
  version: {arguments: ['--version']},
}
