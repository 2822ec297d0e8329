import {tmuxCapture} from '@gt-town/tmux'
import {sessionTarget} from '../operations/session-place.js'
import type {SessionPlace, SessionTown} from './session-town.js'

/** @throws NoSessionError (exit 1); what asking tmux throws */
export async function captureAt(
  town: SessionTown,
  {target, address}: SessionPlace,
  options: {history: number; join: boolean},
): Promise<string> {
  return tmuxCapture(target.connection, sessionTarget(target.workspace, address), {...options, signal: town.signal})
}
