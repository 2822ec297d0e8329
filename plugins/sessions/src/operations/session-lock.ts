import type {Place} from '@gt-town/contract'
import {sessionNameOf} from '@gt-town/tmux'
import {sessionFiles, sessionsFolder} from '@gt-town/town-layout'

/** Starting waits for an agent to be added, and stopping for its grace period. */
const patienceMs = 300_000

/** Whoever starts or stops a session does it alone, from the look at it to what is done about it. */
export async function withSessionLock<T>(
  {connection, workspace}: Place,
  address: string,
  signal: AbortSignal,
  body: () => Promise<T>,
): Promise<T> {
  await connection.mkdirAll(sessionsFolder(workspace))
  const path = sessionFiles(workspace, sessionNameOf(address)).settings
  return connection.withLock(path, body, {timeoutMs: patienceMs, signal})
}
