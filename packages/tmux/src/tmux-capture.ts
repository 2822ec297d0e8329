import type {Connection} from '@gt-town/contract'
import {expectDone, runTmux, type TmuxOptions, type TmuxTarget, paneOf} from './run-tmux.js'

export interface CaptureOptions extends Pick<TmuxOptions, 'signal'> {
  /** how many lines above the screen as well; default 0 */
  history?: number
  /** lines that were wrapped are one; default false */
  join?: boolean
}

/**
 * What stands on the screen of a session, with the lines above it.
 * @returns without the empty lines at its end; without colours
 * @throws NoSessionError, TmuxFailedError; what `runTmux` throws
 */
export async function tmuxCapture(
  connection: Connection,
  target: TmuxTarget,
  {history = 0, join = false, signal}: CaptureOptions = {},
): Promise<string> {
  const args = ['capture-pane', '-p', ...(join ? ['-J'] : []), '-S', `-${history}`, '-t', paneOf(target)]
  const {code, stdout, stderr} = await runTmux(connection, target.socket, args, {signal})
  expectDone(target, {code, stderr})
  return stdout.toString().replace(/\s+$/, '')
}
