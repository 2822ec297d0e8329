import {LocalConnection} from '@gt-town/connection-local'
import {Outbox} from '../src/outbox.js'
import type {FromChild, ToChild} from '../src/protocol.js'
import {sendEach} from '../src/send-each.js'
import {ServedCalls} from '../src/served-calls.js'
import {toWireError} from '../src/wire-error.js'

// The end of the wire that has the real connection, in a process of its own.
const connection = new LocalConnection()
const outbox = new Outbox<ToChild>((messages) => {
  const send = (some: readonly ToChild[]): void => void process.send?.(some)
  sendEach(messages, send, (message, error) => {
    if (message.t !== 'answer') throw error
    send([{t: 'answer', call: message.call, outcome: {ok: false, error: toWireError(error)}}])
  })
}, process.nextTick)
const serve = (): ServedCalls => new ServedCalls((message) => outbox.push(message))
let calls = serve()

process.on('message', (message: FromChild[] | {user: number} | 'anew') => {
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
