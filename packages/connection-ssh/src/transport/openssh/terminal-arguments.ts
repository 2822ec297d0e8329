import type {Connection} from '@gt-town/contract'
import {quoteWord} from '@gt-town/text'
import type {SshTarget} from '../target.js'
import {sessionArguments} from './openssh-arguments.js'
import {trustingArguments} from './trusting-arguments.js'

/**
 * What the system's ssh gets to run a program in this terminal: only keys that are trusted already.
 * @param here this machine, where the trusted keys lie
 * @param cwd where to run it there; where that is missing, in the home folder, with a word about it
 * @param knownHosts a file to write, with what ssh may trust; to be removed when ssh has ended
 * @throws UsageError, HostKeyError `unreadable`
 */
export async function terminalArguments(
  here: Connection,
  target: SshTarget,
  argv: readonly string[],
  cwd: string | undefined,
  knownHosts: string,
): Promise<string[]> {
  const {words, settings} = await trustingArguments(here, target, knownHosts)
  return [...forTerminal(words), ...sessionArguments(settings), '--', target.host, commandLine(argv, cwd)]
}

/** With a terminal, and with questions such as that for a passphrase. */
function forTerminal(options: readonly string[]): string[] {
  return options.map((word) => (word === '-T' ? '-t' : word === 'BatchMode=yes' ? 'BatchMode=no' : word))
}

/** The login shell there parses it, whichever it is: single quotes and no line ends. */
function commandLine(argv: readonly string[], cwd: string | undefined): string {
  const enter = `cd -- "$0" 2>/dev/null || echo "gt: $0 is not there; this is the home folder" >&2`
  const program = argv.length === 0 ? 'exec "${SHELL:-sh}" -l' : 'exec "$@"'
  const script = cwd === undefined ? program : `${enter}; ${program}`
  return ['exec', 'sh', '-c', script, cwd ?? 'sh', ...argv]
    .map(quoteWord)
    .join(' ')
    .replace(/^'exec'/, 'exec')
}
