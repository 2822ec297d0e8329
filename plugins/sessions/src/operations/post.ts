import {isGtError, type Place} from '@gt-town/contract'
import {postProgram} from './programs/generated/programs.js'
import {inboxName, sessionTarget} from './session-place.js'

/** `posted`: the session's inbox took all of it; `none`: it has none that can be used from here; else why it did not. */
export type Posted = {result: 'posted' | 'none'} | {result: 'refused'; reason: string}

const timeoutMs = 30_000

/**
 * Posts a text into the inbox socket of a session, if it has one: https://code.claude.com/docs/en/hooks, "messaging socket". It is
 * queued to a turn boundary, and starts a turn where the agent is idle.
 * @throws what the connection throws
 */
export async function post(
  {connection, workspace}: Place,
  address: string,
  text: string,
  signal: AbortSignal,
): Promise<Posted> {
  const line = `${JSON.stringify({type: 'user', message: {role: 'user', content: text}})}\n`
  const argv = ['sh', '-c', postProgram, 'gt-post', inboxName(sessionTarget(workspace, address))]
  try {
    const {code, stdout} = await connection.execute(argv, {effect: 'write', paths: [], input: line, timeoutMs, signal})
    if (code === 68) return {result: 'refused', reason: 'its inbox did not take all of it'}
    if (code !== 0) return {result: 'none'}
    const answer = stdout.toString().trim()
    return /"type" *: *"error"/.test(answer) ? {result: 'refused', reason: answer.slice(0, 200)} : {result: 'posted'}
  } catch (error) {
    if (!isGtError(error, 'GT_TIMEOUT')) throw error
    return {result: 'refused', reason: 'its inbox did not read it in time'}
  }
}
