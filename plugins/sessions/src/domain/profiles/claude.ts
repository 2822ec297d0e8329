import type {AgentProfile} from '../profile.js'

/** Where gt is not on PATH there is no mail of its machine to tell of. */
const mail = (name: string): string =>
  `command -v gt >/dev/null 2>&1 || exit 0; gt mail check --hook claude --event ${name}`

const event = (name: string, extra: readonly string[] = []) => [
  {hooks: [`{hook ${name}}`, ...extra].map((command) => ({type: 'command', command, timeout: 10}))},
]

/**
 * Flags, hooks, the inbox socket and its token: https://code.claude.com/docs/en/cli-reference, /hooks and /settings. What its
 * screen says: the trust dialog's question, "esc to interrupt" beside its spinner, and the empty box of its composer.
 */
export const claude: AgentProfile = {
  program: 'claude',
  start: ['--session-id', '{conversation}', '--settings', '{settings}'],
  resume: ['--resume', '{conversation}', '--settings', '{settings}'],
  conversation: 'given',
  settings: {
    hooks: {
      SessionStart: event('start', [mail('SessionStart')]),
      UserPromptSubmit: event('busy', [mail('UserPromptSubmit')]),
      // One that was busy when mail came learns of it at the end of its turn.
      Stop: event('idle', [mail('Stop')]),
      Notification: event('waiting'),
      SessionEnd: event('end'),
    },
  },
  doors: ['socket', 'paste'],
  socket: {address: 'CLAUDE_CODE_MESSAGING_SOCKET', token: 'CLAUDE_CODE_MESSAGING_TOKEN'},
  paste: {gap_ms: 600, gap_ms_per_kb: 1, submit: 'Enter'},
  screen: [
    {
      state: 'blocked',
      reason: 'trust dialog',
      pattern: 'Do you trust the files in this folder\\?|Yes, I trust this folder',
    },
    {state: 'blocked', reason: 'log-in', pattern: 'Select login method|Please run /login'},
    {
      state: 'waiting',
      reason: 'permission',
      pattern: 'Do you want to (?:proceed|make this edit|create|allow)[^\\n]*\\n(?:.*\\n)?.*\\b1\\. Yes',
    },
    {state: 'busy', pattern: '\\besc to interrupt\\b'},
    // Its composer stands between two lines, so that text above it is none.
    {
      state: 'idle',
      pattern:
        '^\\s*[\\u256d\\u2500]\\u2500{6}.*\\n[\\u2502\\s]*[>\\u276f]\\s*\\u2502?\\s*\\n\\s*[\\u2570\\u2500]\\u2500{6}',
    },
  ],
  stop: {text: '/exit'},
  version: {arguments: ['--version'], oldest: '2.1.224'},
}
