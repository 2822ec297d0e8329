import process from 'node:process'
import type {FromWorker, ToWorker} from '../protocol.js'

/**
 * Takes the channel to gt for ourselves: a plugin that finds `process.send` would take gt for a program that waits for its
 * messages. The process ends when the channel does, that is when gt has ended, however it ended.
 * @returns how to send; throws what cannot be cloned
 */
export function takeHostChannel(
  receive: (messages: readonly ToWorker[]) => void,
): (messages: readonly FromWorker[]) => void {
  const send = process.send?.bind(process)
  if (!send) throw new Error('this program is started by gt')
  const kill = process.kill.bind(process)
  const end = (): boolean => kill(process.pid, 'SIGKILL')
  process.on('message', receive)
  process.on('disconnect', end)
  for (const name of ['send', 'disconnect'])
    Object.defineProperty(process, name, {value: undefined, configurable: true})
  return (messages) => {
    send(messages, undefined, undefined, (error) => {
      // Nobody listens any more.
      if (error) end()
    })
  }
}
