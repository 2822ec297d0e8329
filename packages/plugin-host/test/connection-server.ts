import {LocalConnection} from '@gt-town/connection-local'
import {CallServer} from '../src/call-server.js'
import {MessageQueue, sendAll} from '../src/message-queue.js'
import type {FromWorker, ToWorker} from '../src/protocol.js'
import {toWireError} from '../src/wire-error.js'

// The end of the channel that has the real connection, in a process of its own.
const connection = new LocalConnection()
const queue = new MessageQueue<ToWorker>((messages) => {
  const send = (some: readonly ToWorker[]): void => void process.send?.(some)
  sendAll(messages, send, (message, error) => {
    if (message.t !== 'answer') throw error
    send([{t: 'answer', call: message.call, outcome: {ok: false, error: toWireError(error)}}])
  })
}, process.nextTick)
const serve = (): CallServer => new CallServer((message) => queue.push(message))
let calls = serve()

process.on('message', (message: FromWorker[] | {user: number} | 'anew') => {
  if (message === 'anew') {
    calls = serve()
    return
  }
  if ('user' in message) {
    process.seteuid?.(message.user)
    process.send?.('done')
    return
  }
  for (const part of message) {
    if (part.t === 'call') calls.serve(part, connection)
    if (part.t === 'abort-call') calls.abort(part.call)
    if (part.t === 'unlock') calls.unlock(part.call)
    if (part.t === 'input') calls.feed(part.call, part.chunk)
    if (part.t === 'took') calls.took(part.call)
  }
})
