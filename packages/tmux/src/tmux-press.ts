import type {Connection} from '@gt-town/contract'
import {expectDone, runTmux, saysNoSession, tmuxFailed, type TmuxOptions, type TmuxTarget, paneOf} from './run-tmux.js'

/**
 * Presses a key in a session.
 * @param key as tmux names it, such as `Enter` or `C-c`
 * @throws NoSessionError, TmuxFailedError; what `runTmux` throws
 */
export async function tmuxPress(
  connection: Connection,
  target: TmuxTarget,
  key: string,
  {signal}: Pick<TmuxOptions, 'signal'> = {},
): Promise<void> {
  const args = ['send-keys', '-t', paneOf(target), key]
  expectDone(target, await runTmux(connection, target.socket, args, {writes: true, signal}))
}

/** Ends what somebody left a session in to scroll, so that keys reach its program again. @throws as `tmuxPress` */
export async function leaveMode(
  connection: Connection,
  target: TmuxTarget,
  {signal}: Pick<TmuxOptions, 'signal'> = {},
): Promise<void> {
  const args = ['send-keys', '-X', '-t', paneOf(target), 'cancel']
  expectDone(target, await runTmux(connection, target.socket, args, {writes: true, signal}))
}

/**
 * How many seconds ago a person at an attached terminal last typed there.
 * @returns undefined where nobody is attached
 * @throws TmuxFailedError; what `runTmux` throws
 */
export async function tmuxLastTyped(
  connection: Connection,
  target: TmuxTarget,
  {signal}: Pick<TmuxOptions, 'signal'> = {},
): Promise<number | undefined> {
  const args = [
    'list-clients',
    '-t',
    `=${target.session}`,
    '-F',
    '#{client_activity}',
    ';',
    'display-message',
    '-p',
    '%s',
  ]
  const {code, stdout, stderr} = await runTmux(connection, target.socket, args, {signal})
  if (code !== 0) {
    if (saysNoSession(stderr)) return undefined
    throw tmuxFailed(code, stderr)
  }
  const numbers = stdout
    .toString()
    .split('\n')
    .filter((line) => /^\d+$/.test(line))
    .map(Number)
  const now = numbers.at(-1) ?? 0
  const typed = numbers.slice(0, -1)
  return typed.length === 0 ? undefined : Math.max(0, now - Math.max(...typed))
}
