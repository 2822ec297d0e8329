import {GtError, isGtError} from '@gt-town/contract'
import {tmuxCapture} from '@gt-town/tmux'
import {sessionTarget} from '../operations/session-place.js'
import type {SessionPlace, SessionTown} from './session-town.js'

/** @throws GtError `GT_SESSION_MISSING` (exit 1); what asking tmux throws */
export async function captureAt(
  town: SessionTown,
  {target, address, shown}: SessionPlace,
  options: {history: number; join: boolean},
): Promise<string> {
  const where = sessionTarget(target.workspace, address)
  try {
    return await tmuxCapture(target.connection, where, {...options, signal: town.signal})
  } catch (error) {
    if (!isGtError(error, 'GT_SESSION_MISSING')) throw error
    throw new GtError('GT_SESSION_MISSING', `no session of ${shown} runs`, {
      hint: `gt session start ${shown} starts one; gt session logs ${shown} has what the last one printed`,
      exit: 1,
      cause: error,
    })
  }
}
