import {GtError, isGtError, TimeoutError, type ExecResult} from '@gt-town/contract'
import {execute} from '@gt-town/connection-local'
import {keptSettings} from './kept-settings.js'
import type {SshConfigOptions} from './resolved-ssh.js'
import {parseSettings, type Settings} from './settings.js'

const defaultTimeoutMs = 5000
/** What ssh says besides the one thing that is wrong. */
const unrelated = /^Pseudo-terminal |: terminating, \d+ bad configuration options/

/** What `ssh -G` says, which connects to nobody; what it said before, where nothing has changed since. @returns undefined where ssh is not installed */
export async function askSsh(host: string, options: SshConfigOptions): Promise<Settings | undefined> {
  const argv = argvOf(host, options)
  const kept = keptSettings({argv, configFile: options.configFile, env: {...process.env, ...options.env}})
  if (kept?.text !== undefined) return parseSettings(kept.text)
  const {code, stdout, stderr} = (await run(argv, host, options)) ?? {}
  if (code === undefined) return undefined
  if (code === 0) {
    const text = stdout?.toString() ?? ''
    kept?.keep(text)
    return parseSettings(text)
  }
  const messages = (stderr?.toString() ?? '').split(/\r?\n/).filter((line) => line !== '' && !unrelated.test(line))
  throw new GtError(
    'GT_SSH_CONFIG_INVALID',
    `ssh cannot use its configuration: ${messages.join('; ') || `exit ${code}`}`,
    {
      hint: `fix what ssh names here; \`ssh -G ${host}\` shows it too`,
    },
  )
}

function argvOf(host: string, {user, port, configFile, sshPath = 'ssh'}: SshConfigOptions): string[] {
  return [
    sshPath,
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '-G',
    '--',
    host,
  ]
}

async function run(
  argv: readonly string[],
  host: string,
  {env, signal, timeoutMs = defaultTimeoutMs}: SshConfigOptions,
): Promise<ExecResult | undefined> {
  try {
    return await execute(argv, {effect: 'read', env: {...env, LC_ALL: 'C'}, timeoutMs, signal})
  } catch (error) {
    if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return undefined
    if (!isGtError(error, 'GT_TIMEOUT')) throw error
    throw new TimeoutError(`reading the ssh configuration of ${host}`, timeoutMs, {
      hint: 'a command of a "Match exec" there may hang',
      cause: error,
    })
  }
}
