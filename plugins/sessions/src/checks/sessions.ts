import {fail, pass, skip, warn, type Finding, type Place, type WorkspaceCheck} from '@gt-town/contract'
import {sessionsFolder} from '@gt-town/town-layout'
import {isOlder} from '../domain/agent-version.js'
import {sessionStateOf, type SeenSession} from '../domain/session-state.js'
import {inspectSessions, isSilent, type SeenSessions} from '../operations/inspect-sessions.js'
import {profileOf} from '../operations/profile-of.js'
import {folderOf} from '../operations/session-place.js'

/** Has `new-session -e` and `run-shell -d`: https://github.com/tmux/tmux/blob/master/CHANGES, 3.2 */
const oldestTmux = '3.2'

export const sessions: WorkspaceCheck = {
  id: 'sessions/sessions',
  title: 'Sessions are as they are meant to be',
  category: 'Sessions',
  scope: 'workspace',
  description: `Compares what is wanted of each session with what tmux has: sessions that should run and do not, that run and should not, that are blocked, or \
whose polecat is gone. Asks tmux only in a town that has had a session, and starts nothing.`,
  remedy: 'gt up starts what is meant to run; gt session stop stops the rest.',
  timeoutMs: 20_000,

  async run({connection, workspace, signal}) {
    const place = {connection, workspace}
    if (!(await connection.fileExists(sessionsFolder(workspace)))) return pass()
    const seen = await inspectSessions(place, signal)
    const findings = await findingsOf(place, seen)
    return findings.length === 0 ? pass() : findings
  },
}

async function findingsOf(
  place: Place,
  {sessions: all, odd, others, socket, unseen, version}: SeenSessions,
): Promise<Finding[]> {
  const perSession = await Promise.all([...all].map(async ([address, seen]) => findingOf(place, address, seen, unseen)))
  return [
    ...(version !== undefined && isOlder(version, oldestTmux)
      ? [
          warn(`tmux ${version} is too old: sessions need ${oldestTmux} or later`, {
            key: 'tmux',
            hint: `install tmux ${oldestTmux} or later`,
          }),
        ]
      : []),
    ...(unseen === undefined ? [] : [unseenFinding(unseen, [...all.values()], socket)]),
    ...perSession.flatMap((finding) => finding ?? []),
    ...odd.map((name) =>
      warn(`${name} in the folder of sessions is nothing that gt can read`, {
        key: `file ${name}`,
        hint: 'look at it; gt session stop or start writes it anew',
      }),
    ),
    ...(others.length === 0
      ? []
      : [
          skip(`${others.length} sessions on the socket ${socket} are not gt's`, {
            key: 'others',
            details: [...others],
            hint: 'gt leaves them alone',
          }),
        ]),
  ]
}

function unseenFinding(unseen: string, all: readonly SeenSession[], socket: string): Finding {
  const isNeeded = all.some(({intent}) => intent?.wanted === 'running')
  const message = `The sessions of this town cannot be seen: ${unseen}`
  if (isSilent(unseen)) {
    const hint = `see why its server hangs: tmux -L ${socket} list-sessions; one that was stopped goes on with kill -CONT`
    return fail(message, {key: 'unseen', hint})
  }
  return (isNeeded ? warn : skip)(message, {key: 'unseen', hint: 'install tmux 3.2 or later, or fix the error above'})
}

async function findingOf(
  {connection, workspace}: Place,
  address: string,
  seen: SeenSession,
  unseen: string | undefined,
): Promise<Finding | undefined> {
  if (unseen !== undefined) return undefined
  const {intent, pane} = seen
  const isWanted = intent?.wanted === 'running'
  const isAlive = pane !== undefined && !pane.ended
  const {state, reason = ''} = sessionStateOf(seen, profileOf(workspace, intent))
  if ((isWanted || isAlive) && !(await connection.fileExists(folderOf(workspace, address)))) {
    return warn(`A session is ${isAlive ? 'running' : 'wanted'} for ${address}, which is not here`, {
      key: `orphan ${address}`,
      hint: `gt session stop ${address}, or gt polecat add ${address}`,
    })
  }
  if (isWanted && !isAlive) {
    return warn(`The session of ${address} should run and is dead: ${reason}`, {
      key: `dead ${address}`,
      hint: `gt up starts it again; gt session logs ${address} shows what it printed`,
    })
  }
  if (isAlive && !isWanted) {
    return warn(`A session of ${address} runs, although it ${intent ? 'was stopped' : 'was not started by gt'}`, {
      key: `unwanted ${address}`,
      hint: `gt session stop ${address} ends it; gt session attach ${address} shows it`,
    })
  }
  if (state !== 'blocked') return undefined
  return warn(`The session of ${address} is blocked: ${reason}`, {
    key: `blocked ${address}`,
    hint: `gt session attach ${address}, and answer what it asks`,
  })
}
