import {createServer, type AddressInfo} from 'node:net'
import {once} from 'node:events'

export interface SilentServer extends AsyncDisposable {
  readonly url: string
  /** resolves once somebody has connected and asked */
  asked(): Promise<void>
}

/** Takes requests and never answers. */
export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<{destroy: () => void}>()
  const server = createServer()
  const asked = new Promise<void>((resolve) => {
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('data', () => resolve())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: async () => asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
