import {
  AbortedError,
  ConnectionLostError,
  InputOutputError,
  isGtError,
  NotADirectoryError,
  type ExecResult,
} from '@gt-town/contract'
import {readError, startError} from '@gt-town/connection-local'
import {within} from '@gt-town/waiting'
import {systemError} from './failure.js'
import type {ProcessEnd, RunRequest} from './remote-agent.js'

/** A group that refuses to end needs up to 4 s there. */
const killMs = 6000

/** @param cwd as the caller wrote it @throws where the program never began */
export function resultOf(
  end: ProcessEnd,
  {argv}: Pick<RunRequest, 'argv'>,
  cwd: string,
): Pick<ExecResult, 'code' | 'signal'> {
  switch (end.how) {
    case 'exited':
      return {code: end.code, signal: end.signal}
    case 'killed':
      return {code: null, signal: 'SIGKILL'}
    case 'not-started':
      throw startFailure(end, argv[0] ?? '', cwd)
  }
}

function startFailure({at, failure}: ProcessEnd & {how: 'not-started'}, command: string, cwd: string): Error {
  const cause = systemError(failure)
  switch (at) {
    case 'cwd-no-folder':
      return new NotADirectoryError(cwd, {cause})
    case 'cwd-missing':
      return readError(cause, cwd)
    case 'program':
      return startError(cause, command)
    case 'system':
      return new InputOutputError(command, cause.message, {cause})
  }
}

/**
 * What to throw where a program was told to end.
 * @param reason why
 * @param ended rejects where the link is lost
 */
export async function endedEarly(
  machine: string,
  title: string,
  reason: unknown,
  ended: Promise<unknown>,
): Promise<unknown> {
  const over = ended.then(
    () => true,
    (error: unknown) => !isGtError(error, 'GT_CONNECTION_LOST'),
  )
  return (await within(killMs, over, () => false)) ? reason : unconfirmed(machine, title, reason)
}

/** A deadline promises that nothing runs any more; here nobody can tell. Who gave up is told so too. */
function unconfirmed(machine: string, title: string, reason: unknown): unknown {
  if (!isGtError(reason, 'GT_ABORTED')) return new ConnectionLostError(machine, true, {cause: reason})
  return new AbortedError(title, {
    hint: `it may still run on ${machine}, which does not answer: see what runs there once it does, with gt machine exec ${machine} -- ps -ef`,
    cause: reason,
  })
}
