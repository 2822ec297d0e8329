import {UsageError} from '@gt-town/contract'
import {didYouMean} from '@gt-town/text'
import {isAgentProfile} from './intent.js'
import type {AgentProfile} from './profile.js'
import {ownProfiles} from './profiles/index.js'

/** What a town's configuration says under `agent` and `agents`, as it stands there. */
export interface AgentSettings {
  readonly agent?: unknown
  readonly agents?: unknown
}

/** What a session runs. */
export interface ChosenAgent {
  /** name of the profile; empty for a command */
  readonly agent: string
  readonly profile: AgentProfile
  /** text for `sh -c`, where it is no agent with a profile */
  readonly command?: string
  /** what to tell the user beside */
  readonly warning?: string
}

export interface NamedProfile {
  readonly name: string
  /** undefined where the town's configuration makes no sense of it */
  readonly profile?: AgentProfile
  /** why not, or undefined */
  readonly problem?: string
  readonly isOwn: boolean
}

/** Taken where neither a flag nor the configuration names one. */
const usual = 'claude'

/** A program of which gt knows nothing but its terminal. */
const plain: AgentProfile = {
  program: 'sh',
  start: [],
  conversation: 'none',
  doors: ['paste'],
  paste: {gap_ms: 300, gap_ms_per_kb: 1, submit: 'Enter'},
  screen: [],
  stop: {keys: ['C-c']},
}

/** gt's own profiles with what the town's configuration adds or says instead, sorted by name. */
export function profilesOf({agents}: AgentSettings = {}): NamedProfile[] {
  const added = typeof agents === 'object' && agents !== null ? (agents as Readonly<Record<string, unknown>>) : {}
  const names = [...new Set([...Object.keys(ownProfiles), ...Object.keys(added)])].sort()
  return names.map((name) => {
    const own = ownProfiles[name]
    const changes = added[name]
    if (changes === undefined) return {name, isOwn: true, ...(own && {profile: own})}
    const merged: unknown = typeof changes === 'object' ? {...own, ...changes} : changes
    if (isAgentProfile(merged) && !merged.screen.some(({pattern}) => !isPattern(pattern))) {
      return {name, isOwn: false, profile: merged}
    }
    const [error] = isAgentProfile.errors ?? []
    const place = error?.instancePath.slice(1).replaceAll('/', '.') || name
    return {
      name,
      isOwn: false,
      problem: `agents.${name}: ${place}: ${error?.message ?? 'a pattern is no regular expression'}`,
    }
  })
}

/**
 * Which program a session is to run.
 * @throws UsageError `GT_AGENT_UNKNOWN`, `GT_AGENT_INVALID`
 */
export function chooseAgent(
  settings: AgentSettings | undefined,
  {agent, command}: {agent?: string | undefined; command?: string | undefined},
): ChosenAgent {
  if (command !== undefined) return ofCommand(command)
  const configured = typeof settings?.agent === 'string' && settings.agent !== '' ? settings.agent : undefined
  const name = agent ?? configured ?? usual
  const all = profilesOf(settings)
  const found = all.find((one) => one.name === name)
  if (found?.problem !== undefined) {
    throw new UsageError('GT_AGENT_INVALID', found.problem, {
      hint: 'correct it in config.json; gt schema agent-profile says what may stand there',
    })
  }
  if (found?.profile) return {agent: name, profile: found.profile}
  // It used to be a command line.
  if (agent === undefined && configured !== undefined) {
    return {
      ...ofCommand(configured),
      warning: `agent in config.json names no profile: it runs as a command (${JSON.stringify(configured)})`,
    }
  }
  throw new UsageError('GT_AGENT_UNKNOWN', `no agent is called ${JSON.stringify(name.slice(0, 80))}`, {
    hint: didYouMean(
      name,
      all.map((one) => one.name),
      'agent',
    ),
  })
}

function ofCommand(command: string): ChosenAgent {
  if (command.trim() === '') {
    throw new UsageError('GT_USAGE', 'the command is empty', {hint: "give one text for sh -c: --command 'npm start'"})
  }
  return {agent: '', command, profile: {...plain, start: ['-c', command]}}
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'mu').test('') || true
  } catch {
    return false
  }
}
