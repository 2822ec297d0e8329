import {messageOf, type WhyQuestion, type WhyStep} from '@gt-town/contract'
import {sessionsFolder} from '@gt-town/town-layout'
import {sessionStateOf, type SessionState} from '../domain/session-state.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {profileOf} from '../operations/profile-of.js'

const order = 60

/** Whether somebody works there, as gt session state says it. */
export async function whySession(question: WhyQuestion): Promise<WhyStep[]> {
  const {subject, connection, workspace, signal, hub, machine} = question
  if (subject.kind === 'town' || subject.kind === 'rig') return []
  const own = subject.kind === 'mayor' ? 'mayor' : `${subject.rig}/${subject.polecat}`
  const address = machine === 'local' ? own : `${machine}:${own}`
  const step = {order, what: `session of ${address}`}
  const none: WhyStep = {...step, state: 'cause', says: 'was never started', next: `gt session start ${address}`}
  try {
    if (!(await connection.fileExists(sessionsFolder(workspace)))) return [none]
    const {sessions, unseen} = await inspectSessions({connection, workspace}, signal)
    const seen = sessions.get(own)
    if (seen === undefined) return [unseen === undefined ? none : {...step, state: 'unknown', says: unseen}]
    return [{...step, ...stepOf(sessionStateOf(seen, profileOf(hub.workspace, seen.intent)), address)}]
  } catch (error) {
    signal.throwIfAborted()
    return [{...step, state: 'unknown', says: messageOf(error), next: 'gt doctor'}]
  }
}

function stepOf({state, reason}: SessionState, address: string): Pick<WhyStep, 'state' | 'says' | 'next'> {
  const why = reason === undefined ? '' : `: ${reason}`
  switch (state) {
    case 'busy':
      return {state: 'ok', says: 'is busy: it works'}
    case 'idle':
      return {state: 'ok', says: 'is idle: it waits for something to do'}
    case 'starting':
      return {state: 'ok', says: 'is starting'}
    case 'stopped':
      return {state: 'cause', says: 'is stopped', next: `gt session start ${address}`}
    case 'dead':
      return {
        state: 'cause',
        says: `is dead${why}`,
        next: `gt session start ${address}; gt session logs ${address} says more`,
      }
    case 'blocked':
    case 'waiting':
      return {state: 'cause', says: `is ${state}${why}`, next: `gt session attach ${address}`}
    case 'unknown':
      return {state: 'unknown', says: `cannot be told${why}`, next: `gt session capture ${address}`}
  }
}
