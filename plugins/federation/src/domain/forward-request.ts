import {UsageError, type ForwardedPort} from '@gt-town/contract'
import {parseHost} from '@gt-town/connection-ssh/host'

/** What is printed once a port leads there. */
export interface ForwardDocument {
  forward: {machine: string; port: number; host: string; host_port: number}
}

/** `8080`, `8080:80`, `5432:db.internal:5432` or `8080:[::1]:80`; the host is as the other machine knows it. @throws UsageError */
export function parseForward(text: string): ForwardedPort {
  const [, only] = /^(\d+)$/.exec(text) ?? []
  if (only !== undefined) return {port: portOf(only, text), host: 'localhost', hostPort: portOf(only, text)}
  const [, own, bracketed, plain = 'localhost', theirs] = /^(\d+):(?:(?:\[([^\]]+)\]|([^:]+)):)?(\d+)$/.exec(text) ?? []
  return {port: portOf(own, text), host: parseHost(bracketed ?? plain), hostPort: portOf(theirs, text)}
}

function portOf(text: string | undefined, whole: string): number {
  const port = Number(text ?? Number.NaN)
  if (port >= 1 && port <= 65_535) return port
  throw new UsageError('GT_PORT_INVALID', `${JSON.stringify(whole.slice(0, 80))} names no ports`, {
    hint: 'write PORT, PORT:PORT or PORT:HOST:PORT, such as 8080:localhost:80',
  })
}
