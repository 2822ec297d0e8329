import {GtError} from '@gt-town/contract'
import {tmuxHasSession} from '@gt-town/tmux'
import {sessionTarget} from '../operations/session-place.js'
import type {SessionPlace, SessionTown} from './session-town.js'

/**
 * What shows a session in the terminal that it is run in.
 * @throws GtError `GT_SESSION_MISSING` (exit 1); what asking tmux throws
 */
export async function attachCommand(
  town: SessionTown,
  {target, address, shown}: SessionPlace,
  {readOnly}: {readOnly: boolean},
): Promise<string[]> {
  const where = sessionTarget(target.workspace, address)
  if (!(await tmuxHasSession(target.connection, where, {signal: town.signal}))) {
    throw new GtError('GT_SESSION_MISSING', `no session of ${shown} runs`, {
      hint: `gt session start ${shown} starts one`,
      exit: 1,
    })
  }
  const attach = ['attach-session', ...(readOnly ? ['-r'] : []), '-t', `=${where.session}`]
  // In a session of another server tmux would refuse: sessions should be nested with care, unset $TMUX to force.
  return ['env', '-u', 'TMUX', '-u', 'TMUX_PANE', 'tmux', '-u', '-L', where.socket, ...attach]
}
