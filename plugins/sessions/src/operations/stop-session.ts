import {GtError, isGtError, type Place} from '@gt-town/contract'
import type {AgentProfile} from '../domain/profile.js'
import {stopProgram} from './programs/generated/programs.js'
import {sessionTarget} from './session-place.js'

/** How a session ended: it was not there, did it by itself when asked, or was ended by a signal. */
const ends = ['none', 'asked', 'terminated', 'killed'] as const
export type StopEnd = (typeof ends)[number]

/**
 * Ends a session and all processes that belong to it, and nothing else.
 * @param options.ask what it is told, so that it ends by itself; default: nothing
 * @param options.graceSeconds how long it may take to end by itself
 * @throws GtError `GT_TMUX_FAILED`; what the connection throws
 */
export async function stopSession(
  {connection, workspace}: Place,
  address: string,
  {ask = {}, graceSeconds, signal}: {ask?: AgentProfile['stop']; graceSeconds: number; signal: AbortSignal},
): Promise<StopEnd> {
  const {socket, session} = sessionTarget(workspace, address)
  const {text = '', keys = []} = ask
  const argv = ['sh', '-c', stopProgram, 'gt-stop', socket, session, workspace.root, `${graceSeconds}`, text, ...keys]
  const timeoutMs = graceSeconds * 1000 + 30_000
  const {code, stdout, stderr} = await connection
    .execute(argv, {effect: 'write', paths: [], timeoutMs, signal})
    .catch((error: unknown) => {
      if (!isGtError(error, 'GT_TIMEOUT')) throw error
      throw new GtError(
        'GT_TMUX_FAILED',
        `the session could not be stopped: tmux did not answer in ${timeoutMs / 1000} s`,
        {
          hint: 'gt doctor --only Sessions says what hangs; it does not come back with gt up',
          cause: error,
        },
      )
    })
  const end = ends.find((one) => one === stdout.toString().trim())
  if (code === 0 && end !== undefined) return end
  const said = stderr.toString().trim().split('\n').at(-1) ?? ''
  throw new GtError(
    'GT_TMUX_FAILED',
    `the session could not be stopped: ${said || `tmux ended with ${code ?? 'a signal'}`}`,
    {
      hint: 'gt session list shows how it is',
    },
  )
}
