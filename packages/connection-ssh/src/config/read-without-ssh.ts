import {userInfo} from 'node:os'
import {join} from 'node:path'
import {GtError, messageOf} from '@gt-town/contract'
import {answerRead} from '@gt-town/connection-local'
import type {SshConfigOptions} from './resolved-ssh.js'
import {expander, home} from './expand.js'
import {configPathsOf, secondsOf, type Settings} from './settings.js'

/** What the parser does not do, or only by running commands of its own. */
const unsupported = /^\s*"?(include|canonicalizehostname|match\s+(?!(?:all|host|originalhost|user|localuser)\b)\S+)\b/i
const unsupportedMatch = /^\s*match\b.*\b(exec|canonical|final|tagged|localnetwork)\b/i
const defaultKeys = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk']

/**
 * The same as `askSsh` where ssh is not installed: the user's file, then the system's; the first value counts.
 * @throws `GT_SSH_CONFIG_INVALID`; `GT_SSH_MISSING` for Include, Match exec and the like
 */
export async function readWithoutSsh(host: string, options: SshConfigOptions): Promise<Settings> {
  const {default: parser} = await import('ssh-config')
  const {user, port, configFile, env = {}} = options
  const settings = new Map<string, string[]>()
  if (user !== undefined) settings.set('user', [user])
  if (port !== undefined) settings.set('port', [String(port)])
  const files = configFile === undefined ? [join(home(), '.ssh', 'config'), '/etc/ssh/ssh_config'] : [configFile]
  for (const path of files.filter((file) => file !== 'none' && file !== '/dev/null')) {
    const text = textOf(path, configFile !== undefined)
    refuseUnsupported(path, text)
    try {
      const found = parser
        .parse(text)
        .compute({Host: host, ...(user === undefined ? {} : {User: user})}, {ignoreCase: true})
      for (const [name, value] of Object.entries(found)) add(settings, name, value)
    } catch (error) {
      throw invalid(`${path}: ${messageOf(error)}`)
    }
    const wrong = settings.get('port')?.find((value) => !/^\d{1,5}$/.test(value) || Number(value) > 65_535)
    if (wrong !== undefined) throw invalid(`${path}${lineOf(text, 'port', wrong)}: Bad port '${wrong}'.`)
  }
  return completed(host, settings, env)
}

/** Keys and certificates add up; several words of one setting are one line, as `ssh -G` prints them. */
function add(settings: Map<string, string[]>, name: string, value: string | readonly string[]): void {
  const addsUp = name === 'identityfile' || name === 'certificatefile'
  const values = addsUp ? [value].flat() : [[value].flat().join(' ')]
  if (addsUp) settings.set(name, [...(settings.get(name) ?? []), ...values])
  else if (!settings.has(name)) settings.set(name, values)
}

/** With the defaults that matter, in the form of `ssh -G`. */
function completed(
  host: string,
  settings: Map<string, string[]>,
  env: Readonly<Record<string, string | undefined>>,
): Settings {
  const setDefault = (name: string, ...values: string[]): void => {
    if (!settings.has(name)) settings.set(name, values)
  }
  setDefault('user', userInfo().username)
  setDefault('port', '22')
  const named = (settings.get('hostname')?.[0] ?? host).replaceAll(/%([h%])/g, (_whole, letter) =>
    letter === 'h' ? host : '%',
  )
  settings.set('hostname', [named.toLowerCase()])
  setDefault('identityfile', ...defaultKeys.map((name) => `~/.ssh/${name}`))
  setDefault('userknownhostsfile', '~/.ssh/known_hosts ~/.ssh/known_hosts2')
  setDefault('globalknownhostsfile', '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2')
  setDefault('serveraliveinterval', '0')
  const {path} = expander(host, settings, env)
  for (const name of ['userknownhostsfile', 'globalknownhostsfile']) {
    const [line = ''] = settings.get(name) ?? []
    if (line !== 'none') settings.set(name, [configPathsOf(line).map(path).join(' ')])
  }
  const interval = secondsOf(settings.get('serveraliveinterval')?.[0])
  if (interval === undefined) throw invalid(`Bad time of ServerAliveInterval for ${host}`)
  return settings
}

function textOf(path: string, mustExist: boolean): string {
  const outcome = answerRead({op: 'read', path})
  if (outcome.ok) return outcome.value.toString()
  if (outcome.error.code === 'GT_NOT_FOUND' && !mustExist) return ''
  throw invalid(outcome.error.message)
}

function refuseUnsupported(path: string, text: string): void {
  const index = text.split('\n').findIndex((line) => unsupported.test(line) || unsupportedMatch.test(line))
  if (index === -1) return
  throw new GtError('GT_SSH_MISSING', `${path} line ${index + 1} can only be read by ssh, which is not installed`, {
    hint: 'install ssh (package openssh-client)',
  })
}

function lineOf(text: string, name: string, value: string): string {
  const index = text.split('\n').findIndex((line) => {
    const [word, found] = line.trim().split(/[\s=]+/)
    return word?.toLowerCase() === name && found === value
  })
  return index === -1 ? '' : ` line ${index + 1}`
}

function invalid(problem: string): GtError {
  return new GtError('GT_SSH_CONFIG_INVALID', `the ssh configuration cannot be used: ${problem}`, {
    hint: 'fix what is named here, then try again',
  })
}
