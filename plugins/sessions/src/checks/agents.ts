import {pass, warn, type Connection, type Finding, type WorkspaceCheck} from '@gt-town/contract'
import {inParallel} from '@gt-town/waiting'
import {printable} from '@gt-town/text'
import {profilesOf, type NamedProfile} from '../domain/agents.js'
import type {AgentProfile} from '../domain/profile.js'
import {isOlder, versionIn} from '../domain/agent-version.js'
import {allIntents} from '../operations/intents.js'

const atOnce = 4

export const agents: WorkspaceCheck = {
  id: 'sessions/agents',
  title: "Agents' programs are there",
  category: 'Sessions',
  scope: 'workspace',
  description: `Looks for the programs of the agents that sessions of this town run, on the PATH of a login shell, where sessions find them too, and asks each for its \
version. What agents in config.json says that makes no sense is named as well.`,
  remedy: 'Install the program there, or name its absolute path: agents.NAME.program in config.json.',
  timeoutMs: 20_000,

  async run({connection, workspace, signal}) {
    const profiles = profilesOf(workspace.agentSettings)
    const senseless = profiles.flatMap(({name, problem}): Finding[] =>
      problem === undefined
        ? []
        : [warn(printable(problem), {key: `profile ${name}`, hint: 'correct it: gt schema agent-profile'})],
    )
    const found = await inParallel(
      (await usedNames()).flatMap((name) => profiles.find((one) => one.name === name) ?? []),
      atOnce,
      async (profile) => lookFor(connection, profile, signal),
    )
    const findings = [...senseless, ...found.flatMap((finding) => finding ?? [])]
    return findings.length === 0 ? pass() : findings

    async function usedNames(): Promise<string[]> {
      const intents = (await allIntents({connection, workspace})).filter(({wanted}) => wanted !== 'stopped')
      return [...new Set(intents.map(({agent}) => agent))].sort()
    }
  },
}

async function lookFor(
  connection: Connection,
  {name, profile}: NamedProfile,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  if (profile === undefined) return undefined
  const {code, stdout} = await askVersion(connection, profile, signal)
  if (code === 127 || code === 126) {
    return warn(`${printable(profile.program)}, which sessions of this town run, was not found`, {
      key: name,
      hint: `install it, or name its absolute path: agents.${name}.program in config.json`,
    })
  }
  const {oldest} = profile.version ?? {}
  const version = versionIn(stdout.toString())
  if (oldest === undefined || version === undefined || !isOlder(version, oldest)) return undefined
  return warn(`${name} is ${version}: its ${profile.doors[0] ?? 'paste'} needs ${oldest} or later`, {
    key: name,
    hint: `update it; until then it is reached by ${profile.doors.at(-1) ?? 'paste'}`,
  })
}

async function askVersion(
  connection: Connection,
  {program, version}: AgentProfile,
  signal: AbortSignal,
): Promise<{code: number | null; stdout: Buffer}> {
  // As programs/start.sh finds it.
  const ask = version === undefined ? 'command -v "$1" >/dev/null || exit 127' : 'exec "$@"'
  const argv = [
    'sh',
    connection.machine === 'local' ? '-c' : '-lc',
    `PATH=$PATH:$HOME/.local/bin; ${ask}`,
    'gt-version',
    program,
    ...(version?.arguments ?? []),
  ]
  return connection.execute(argv, {effect: 'read', timeoutMs: 15_000, signal, maxBuffer: 1024 * 1024})
}
