import {ConnectionLostError, type Health, type ProbeOptions} from '@gt-town/contract'
import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import type {ToWorker} from '../src/protocol.js'
import {CallServer} from '../src/call-server.js'

describe('CallServer', () => {
  it('tells the worker of a change of health before the answer that brought it, and only then', async () => {
    const said: ToWorker[] = []
    const calls = new CallServer((message) => said.push(message))
    const connection = new Failing()
    calls.tellHealth(connection)
    for (const call of [1, 2, 3]) {
      if (call === 3) connection.isUp = false
      calls.serve({t: 'call', attempt: 1, call, method: 'probe', args: [{}]}, connection)
      await eventually(() => said.some((message) => message.t === 'answer' && message.call === call))
    }
    expect(said.map((message) => (message.t === 'health' ? `health ${message.isHealthy}` : message.t))).to.deep.equal([
      'health true',
      'answer',
      'answer',
      'health false',
      'answer',
    ])
  })

  it('gives up a question when the worker does', async () => {
    const said: ToWorker[] = []
    const calls = new CallServer((message) => said.push(message))
    calls.serve({t: 'call', attempt: 1, call: 1, method: 'probe', args: [{}]}, new Silent())
    calls.abort(1)
    await eventually(() => said.some(({t}) => t === 'answer'))
    expect(said.at(-1)).to.have.nested.property('outcome.error.gt.code', 'GT_ABORTED')
  })
})

class Failing extends MemoryConnection {
  isUp = true

  override async probe(): Promise<Health> {
    if (!this.isUp) throw new ConnectionLostError('west', true)
    return super.probe()
  }

  override isHealthy(): boolean {
    return this.isUp
  }
}

class Silent extends MemoryConnection {
  override async probe({signal}: ProbeOptions = {}): Promise<Health> {
    await new Promise((resolve) => signal?.addEventListener('abort', resolve))
    return super.probe({signal})
  }
}

async function eventually(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error('it never became true')
    await new Promise((resolve) => setImmediate(resolve))
  }
}
