import type {Connection} from '@gt-town/contract'
import {runTmux, saysNoSession, tmuxFailed, type TmuxOptions, type TmuxTarget} from './run-tmux.js'

/**
 * Whether there is a session of exactly this name; one whose program has ended counts.
 * @throws TmuxFailedError where tmux does not say; what `runTmux` throws
 */
export async function tmuxHasSession(
  connection: Connection,
  target: TmuxTarget,
  {signal}: Pick<TmuxOptions, 'signal'> = {},
): Promise<boolean> {
  const {code, stderr} = await runTmux(connection, target.socket, ['has-session', '-t', `=${target.session}`], {signal})
  if (code === 0) return true
  if (saysNoSession(stderr)) return false
  throw tmuxFailed(code, stderr)
}
