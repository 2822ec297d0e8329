import {writeFileSync} from 'node:fs'
import type {Connection} from '@gt-town/contract'
import {neverAborted} from '@gt-town/waiting'
import {quoteWord} from '@gt-town/text'
import {HostKeyCheck} from '../../trust/host-key-check.js'
import {hostKeyName} from '../../trust/names.js'
import {knownHostsPaths} from '../../trust/read-known-hosts.js'
import {defaultConnectTimeoutMs} from '../connect-deadline.js'
import {openSshArguments, sessionArguments} from './openssh-arguments.js'
import {resolveSshConfig} from '../../config/ssh-config.js'
import type {SshTarget} from '../target.js'

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
  const {machine, host, user, port, configFile} = target
  const settings = await resolveSshConfig(host, {user, port, configFile})
  const check = await HostKeyCheck.prepare(here, {
    machine,
    owner: {name: hostKeyName(settings.hostname, settings.port), alias: target.hostKeyAlias ?? settings.hostKeyAlias},
    files: knownHostsPaths(target, settings),
    trust: {mode: 'strict'},
    over: neverAborted(),
  })
  const {text, isTowns} = check.forSsh()
  writeFileSync(knownHosts, text, {mode: 0o600})
  const options = openSshArguments(target, {
    controlPath: 'none',
    knownHosts,
    isAlone: isTowns,
    settings,
    strictHostKeyChecking: 'yes',
    connectTimeoutMs: target.connectTimeoutMs ?? defaultConnectTimeoutMs,
  })
  return [...forTerminal(options), ...sessionArguments(settings), '--', host, commandLine(argv, cwd)]
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
