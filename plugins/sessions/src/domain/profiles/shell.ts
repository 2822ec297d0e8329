import type {AgentProfile} from '../profile.js'

/** A shell, for a person: POSIX sh(1) tells nobody whether it is busy. */
export const shell: AgentProfile = {
  program: 'sh',
  start: ['-i'],
  conversation: 'none',
  doors: ['paste'],
  paste: {gap_ms: 100, submit: 'Enter'},
  screen: [],
  stop: {text: 'exit'},
}
