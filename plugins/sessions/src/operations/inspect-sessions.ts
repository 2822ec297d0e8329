import {randomBytes} from 'node:crypto'
import {GtError, isGtError, type Connection, type ExecResult, type Place} from '@gt-town/contract'
import {naturally} from '@gt-town/text'
import {addressOfSession, listPanesFormat, parsePanes, saysNoServer} from '@gt-town/tmux'
import {sessionsFolder, tmuxSocket} from '@gt-town/town-layout'
import {parseIntent} from '../domain/intent.js'
import type {SeenSession, SessionEvent} from '../domain/session-state.js'
import {inspectProgram} from './programs/generated/programs.js'

/** What was seen of all sessions of a town in one look. */
export interface SeenSessions {
  readonly socket: string
  /** by their addresses, sorted */
  readonly sessions: ReadonlyMap<string, SeenSession>
  /** sessions on the town's socket that gt did not name */
  readonly others: readonly string[]
  /** names of files that are no intents */
  readonly odd: readonly string[]
  /** why tmux could not be asked, if so */
  readonly unseen?: string
  /** of tmux, such as `3.3a`; absent where it does not tell */
  readonly version?: string
}

const silence = 'tmux did not answer within'

/** Whether tmux said nothing, as what `unseen` is. */
export function isSilent(unseen: string): boolean {
  return unseen.startsWith(silence)
}

/** Half of what one look may take: a tmux that says nothing is one that cannot be seen. */
const longestMs = 15_000

/**
 * Looks at all sessions of a town, here or elsewhere, in one round trip. Starts nothing.
 * @param timeoutMs how long tmux may take to answer
 * @throws GtError where the machine itself could not be asked
 */
export async function inspectSessions(
  {connection, workspace}: Place,
  signal?: AbortSignal,
  timeoutMs = longestMs,
): Promise<SeenSessions> {
  const mark = randomBytes(12).toString('hex')
  const socket = tmuxSocket(workspace)
  const argv = [
    'sh',
    '-c',
    inspectProgram,
    'gt-inspect',
    mark,
    socket,
    workspace.root,
    sessionsFolder(workspace),
    listPanesFormat,
  ]
  const looked = await lookOnce(connection, argv, timeoutMs, signal)
  if (looked === undefined) {
    const unseen = `${silence} ${timeoutMs / 1000} s`
    return {socket, sessions: new Map(), others: [], odd: [], unseen}
  }
  const {stdout, stderr} = looked
  const parts = partsOf(stdout.toString(), mark)
  if (parts.at(-1)?.kind !== 'end') {
    const said = stderr.toString().trim().split('\n').at(-1) ?? ''
    throw new GtError(
      'GT_SESSIONS_UNSEEN',
      `the sessions could not be looked at: ${said || 'the look was cut short'}`,
      {
        hint: 'run it again; gt doctor says more',
      },
    )
  }
  return seenOf(parts, socket)
}

/** @returns undefined where it took too long: a tmux server that was stopped holds whoever asks it */
async function lookOnce(
  connection: Connection,
  argv: readonly string[],
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<ExecResult | undefined> {
  try {
    return await connection.execute(argv, {
      effect: 'read',
      timeoutMs,
      maxBuffer: 64 * 1024 * 1024,
      ...(signal && {signal}),
    })
  } catch (error) {
    if (isGtError(error, 'GT_TIMEOUT')) return undefined
    throw error
  }
}

/** The same of one session; undefined where nothing is known of it. */
export async function inspectSession(
  place: Place,
  address: string,
  signal: AbortSignal,
): Promise<SeenSession | undefined> {
  return (await inspectSessions(place, signal)).sessions.get(address)
}

interface Part {
  readonly kind: string
  readonly name: string
  readonly text: string
}

function partsOf(printed: string, mark: string): Part[] {
  return printed
    .split(new RegExp(`^${mark} `, 'm'))
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n')
      const [kind = '', name = ''] = part.slice(0, end).split(' ')
      return {kind, name, text: part.slice(end + 1).replace(/\n$/, '')}
    })
}

function seenOf(parts: readonly Part[], socket: string): SeenSessions {
  const now = Number(parts.find(({kind}) => kind === 'clock')?.name ?? 0)
  const tmux = parts.find(({kind}) => kind === 'tmux')
  const unseen = tmux?.name === '0' || (tmux && saysNoServer(tmux.text)) ? undefined : whyUnseen(tmux)
  const panes = tmux?.name === '0' ? parsePanes(tmux.text) : []
  const found = new Map<string, Partial<Omit<SeenSession, 'now'>>>()
  const note = (address: string, seen: Partial<SeenSession>): void => {
    found.set(address, {...found.get(address), ...seen})
  }
  const odd = parts.flatMap(({kind, name}) => (kind === 'odd' ? [name] : []))
  for (const {name, text} of parts.filter(({kind}) => kind === 'file')) {
    const [, session = '', ending] = /^(.*)\.(json|event)$/.exec(name) ?? []
    const address = addressOfSession(session)
    const intent = ending === 'json' ? parseIntent(text) : undefined
    if (address === undefined || (ending === 'json' && intent?.address !== address)) odd.push(name)
    else if (intent) note(address, {intent})
    else note(address, {event: parseEvent(text)})
  }
  const others: string[] = []
  const front = linesOf(parts, 'front')
  for (const pane of panes) {
    const address = addressOfSession(pane.session)
    if (address === undefined || !isSession(address)) others.push(pane.session)
    else note(address, {pane, ...(front && {hasFront: front.has(`${pane.pid}`)})})
  }
  for (const {name, text} of parts.filter(({kind}) => kind === 'screen')) {
    const address = addressOfSession(name)
    if (address !== undefined) note(address, {screen: text})
  }
  for (const line of linesOf(parts, 'running') ?? []) {
    const address = addressOfSession(line.replace('GT_SESSION=', ''))
    const known = address === undefined ? undefined : found.get(address)
    if (address !== undefined && known?.intent && known.pane === undefined) note(address, {isOutside: true})
  }
  const sessions = [...found]
    // What only an old event tells of was removed.
    .filter(([, {intent, pane}]) => intent !== undefined || pane !== undefined)
    .sort(([a], [b]) => naturally(a, b))
    .map(([address, seen]) => [address, {...seen, now, ...(unseen !== undefined && {unseen})}] as const)
  const version = /^tmux-(?:next-)?(\d.*)$/.exec(parts.find(({kind}) => kind === 'version')?.name ?? '')?.[1]
  return {
    ...{socket, sessions: new Map(sessions), others, odd},
    ...(unseen !== undefined && {unseen}),
    ...(version !== undefined && {version}),
  }
}

function linesOf(parts: readonly Part[], kind: string): Set<string> | undefined {
  const part = parts.find((one) => one.kind === kind)
  return part && new Set(part.text.split('\n').filter((line) => line !== ''))
}

/** What may have a session: `mayor`, or `rig/polecat`. */
function isSession(address: string): boolean {
  return address === 'mayor' || /^[^/:]+\/[^/:]+$/.test(address)
}

function whyUnseen(tmux: Part | undefined): string {
  if (tmux?.name === '127') return 'tmux is not installed, or not on PATH'
  return tmux?.text.split('\n')[0] || 'tmux does not say'
}

/** As programs/event.sh writes it. */
function parseEvent(text: string): SessionEvent | undefined {
  const [head = '', said = ''] = text.split('\n')
  const [name = '', at, epoch, id = ''] = head.split(' ')
  if (!/^[a-z]+$/i.test(name) || !Number.isFinite(Number(at)) || !Number.isFinite(Number(epoch))) return undefined
  return {name, at: Number(at), epoch: Number(epoch), ...(id !== '' && {conversation: id}), ...saidBy(said)}
}

/** Of hooks' input: https://code.claude.com/docs/en/hooks, "Common input fields" and "UserPromptSubmit input". */
function saidBy(said: string): Pick<SessionEvent, 'conversation' | 'prompt'> {
  try {
    const value: unknown = JSON.parse(said)
    if (typeof value !== 'object' || value === null) return {}
    const {session_id: id, prompt} = value as Readonly<Record<string, unknown>>
    // It becomes a word of a command line.
    const isId = typeof id === 'string' && /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(id)
    return {...(isId && {conversation: id}), ...(typeof prompt === 'string' && {prompt})}
  } catch {
    // It was longer than the hook keeps.
    return {}
  }
}
