import type {InUse, InUseQuestion} from '@gt-town/contract'
import {inParallel} from '@gt-town/waiting'
import {sessionsFolder} from '@gt-town/town-layout'
import {isPartOf} from '../domain/part-of.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {stopAt} from './stop.js'

const graceSeconds = 10
const atOnce = 8

/**
 * The sessions that run in a part of a town; a town that never had one is not asked.
 * @returns those that run, or that could not be ended where that was asked for
 * @throws what stopping and the connection throw
 */
export async function sessionsInUse({place, machine, address, stop, signal}: InUseQuestion): Promise<InUse[]> {
  const {connection, workspace} = place
  if (!(await connection.fileExists(sessionsFolder(workspace)))) return []
  const {sessions, unseen} = await inspectSessions(place, signal)
  const running = [...sessions].filter(([own, {pane}]) => isPartOf(own, address) && pane !== undefined && !pane.ended)
  const on = machine === 'local' ? '' : `${machine}:`
  if (unseen !== undefined && !unseen.startsWith('tmux is not installed') && !stop) {
    return [
      {
        what: `it may be that a session of ${on}${address ?? 'it'}`,
        why: unseen,
        hint: 'see what is wrong with tmux there; --force goes on all the same',
      },
    ]
  }
  if (stop) {
    await inParallel(running, atOnce, async ([own]) => {
      const at = {machine, hub: place, target: place, address: own, shown: `${on}${own}`}
      return stopAt({home: place, signal}, at, {graceSeconds})
    })
    return []
  }
  return running.map(([own]) => ({
    what: `a session of ${on}${own}`,
    hint: `gt session stop ${on}${own}, or --force to stop it first`,
  }))
}
