import {once} from 'node:events'
import {connect, createServer, type AddressInfo, type Socket} from 'node:net'

/** A TCP proxy on loopback that can cut or freeze what goes through it: a bad network, at the moment the test chooses. */
export interface TcpProxy {
  readonly port: number
  /** bytes that went through so far, both ways */
  readonly bytes: number
  /** connections that were accepted so far */
  readonly connections: number
  /** ends all connections at once, with a reset */
  cut(): void
  /** cuts as soon as so many more bytes went through */
  cutAfter(bytes: number): void
  /** lets nothing through any more, while connections stay open; new ones are accepted and hear nothing, unless they are spared */
  freeze(how?: {newOnes?: boolean}): void
  /** undoes `freeze`; what was held back arrives */
  thaw(): void
  /** ends all connections as if each side had said all it had to say */
  halfClose(): void
  /** so many bytes a second get through, each way; default as many as there are */
  throttle(bytesPerSecond: number): void
  /** every byte arrives so much later, each way; default 0 */
  delay(ms: number): void
  close(): Promise<void>
}

export async function startTcpProxy(target: {host: string; port: number}): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let bytes = 0
  let connections = 0
  let limit = Infinity
  let frozen = false
  let delayMs = 0
  let mostPerSecond = Infinity
  const cut = (): void => {
    limit = Infinity
    for (const socket of [...pairs].flat()) {
      // Node leaves open what is reset while it says its farewell, and then never ends.
      if (socket.writableEnded) socket.destroy()
      else socket.resetAndDestroy()
    }
  }
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (read: Buffer) => {
      // What comes after the place of the cut never arrives, however much was read at once.
      const chunk = read.subarray(0, limit - bytes)
      bytes += chunk.length
      const deliver = (): void => {
        if (!to.destroyed) to.write(chunk)
      }
      if (delayMs > 0) setTimeout(deliver, delayMs)
      else deliver()
      if (bytes >= limit) cut()
      if (mostPerSecond === Infinity) return
      from.pause()
      setTimeout(() => frozen || from.resume(), (chunk.length / mostPerSecond) * 1000)
    })
    from.on('end', () => setTimeout(() => to.end(), delayMs))
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
  }
  const server = createServer({noDelay: true}, (inner) => {
    connections++
    const outer = connect({...target, noDelay: true})
    const pair = [inner, outer] as const
    pairs.add(pair)
    inner.on('close', () => pairs.delete(pair))
    pass(inner, outer)
    pass(outer, inner)
    if (frozen) for (const socket of pair) socket.pause()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get bytes() {
      return bytes
    },
    get connections() {
      return connections
    },
    cut,
    cutAfter: (more) => void (limit = bytes + more),
    freeze: ({newOnes = true} = {}) => {
      frozen = newOnes
      for (const pair of pairs) for (const socket of pair) socket.pause()
    },
    thaw: () => {
      frozen = false
      for (const pair of pairs) for (const socket of pair) socket.resume()
    },
    halfClose: () => {
      for (const socket of [...pairs].flat()) socket.end()
    },
    throttle: (bytesPerSecond) => void (mostPerSecond = bytesPerSecond),
    delay: (ms) => void (delayMs = ms),
    close: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
