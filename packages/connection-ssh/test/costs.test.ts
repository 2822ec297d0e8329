import {expect} from 'chai'
import {startTcpProxy} from '../../../test/support/tcp-proxy.js'
import {connect, makePlace, makeRoot, type Place} from './ssh-subject.js'

/** bytes */
const streamed = 100e6

describe('what SshConnection costs', () => {
  let place: Place
  before(async () => (place = await makePlace()))
  after(async () => place.dispose())

  it('looks at a thousand files in one round trip', async () => {
    const proxy = await startTcpProxy(place.sshd)
    const hostKeyAlias = `[${place.sshd.host}]:${place.sshd.port}`
    const connection = connect(place, {port: proxy.port, hostKeyAlias})
    const {root, remove} = makeRoot(place)
    try {
      await connection.writeFile(`${root}/file`, 'x')
      const delayMs = 300
      proxy.delay(delayMs)
      const started = performance.now()
      const requests = Array.from({length: 1000}, () => ({op: 'read', path: `${root}/file`}) as const)
      const outcomes = await connection.inspect(requests)
      const elapsedMs = performance.now() - started
      expect(outcomes.every(({ok}) => ok)).to.equal(true)
      // One by one they would take ten minutes; the slack is for a machine that is busy.
      expect(elapsedMs).to.be.within(2 * delayMs - 50, 2 * delayMs + 5000)
      console.log(`      1,000 requests: ${Math.round(elapsedMs)} ms, where a round trip is ${2 * delayMs} ms`)
    } finally {
      proxy.delay(0)
      await connection[Symbol.asyncDispose]()
      await proxy.close()
      remove()
    }
  })

  it('streams a hundred megabytes, and takes as many as input, within a bounded memory', async () => {
    const connection = connect(place)
    try {
      await connection.execute(['true'], {effect: 'read'})
      const before = process.memoryUsage().rss
      let most = before
      let bytes = 0
      const onStdout = (chunk: Buffer): void => {
        bytes += chunk.length
        most = Math.max(most, process.memoryUsage().rss)
      }
      async function* source(): AsyncGenerator<Uint8Array> {
        const chunk = Buffer.alloc(100_000)
        for (let sent = 0; sent < streamed; sent += chunk.length) yield await Promise.resolve(chunk)
      }
      await connection.execute(['cat'], {effect: 'read', input: source(), onStdout})
      expect(bytes).to.equal(streamed)
      console.log(`      grew by ${Math.round((most - before) / 1e6)} MB`)
      // Garbage is collected when it pleases Node, the later the newer it is.
      expect(most - before).to.be.lessThan(streamed)
    } finally {
      await connection[Symbol.asyncDispose]()
    }
  })
})
