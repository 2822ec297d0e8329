import {randomBytes} from 'node:crypto'
import type {Connection} from '@gt-town/contract'
import {expectDone, runTmux, type TmuxOptions, type TmuxTarget, paneOf} from './run-tmux.js'
import {pasteable} from './text.js'

export interface SendOptions extends Pick<TmuxOptions, 'signal'> {
  /** the key that submits, as tmux names it; null: none is pressed. Default `Enter` */
  submit?: string | null
  /**
   * milliseconds between the paste and that key, waited for on the machine itself: many programs take a key that comes with
   * the paste for a part of it. Default 600
   */
  gapMs?: number
}

/**
 * Pastes a text into a session's terminal and presses Enter. The program gets exactly these bytes, within marks of a paste if
 * it asked for them; whether it took them is for its screen to tell.
 * @throws UsageError `GT_TEXT_INVALID`, NoSessionError, TmuxFailedError; what `runTmux` throws
 */
export async function tmuxSend(
  connection: Connection,
  target: TmuxTarget,
  text: string,
  {submit = 'Enter', gapMs = 600, signal}: SendOptions = {},
): Promise<void> {
  const pane = paneOf(target)
  // A buffer of its own: two that send at once must not paste each other's text.
  const buffer = `gt-${randomBytes(8).toString('hex')}`
  const press =
    submit === null ? [] : [';', 'run-shell', '-d', String(gapMs / 1000), ';', 'send-keys', '-t', pane, submit]
  const args = [
    'load-buffer',
    '-b',
    buffer,
    '-',
    ';',
    'paste-buffer',
    '-d',
    '-p',
    '-r',
    '-b',
    buffer,
    '-t',
    pane,
    ...press,
  ]
  const {code, stderr} = await runTmux(connection, target.socket, args, {
    input: pasteable(text),
    writes: true,
    signal,
    timeoutMs: 30_000 + gapMs,
  })
  if (code !== 0) {
    // Where the session is missing the buffer stays.
    await runTmux(connection, target.socket, ['delete-buffer', '-b', buffer], {writes: true, signal})
  }
  expectDone(target, {code, stderr})
}
