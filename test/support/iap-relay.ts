import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {createServer} from 'node:https'
import {mkdtempSync, readFileSync, realpathSync, rmSync} from 'node:fs'
import {connect, type AddressInfo, type Socket} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Duplex} from 'node:stream'

/** As much of Google's Identity-Aware Proxy as a tunnel needs: a WebSocket on loopback that leads to one server. */
export interface IapRelay {
  readonly url: string
  /** what was asked for, as in the address of each connection */
  readonly asked: URLSearchParams[]
  /** from now on refuses with this code and these words */
  refuse(code: number, reason: string): void
  close(): Promise<void>
}

/** Tags of the protocol inside, as gcloud has them (iap_tunnel_websocket_utils.py). */
const [tagConnected, tagData, tagAck] = [1, 4, 7]
const [opBinary, opClose] = [2, 8]

export async function startIapRelay(target: {host: string; port: number}): Promise<IapRelay> {
  const asked: URLSearchParams[] = []
  const sockets = new Set<Duplex>()
  let refusal: Buffer | undefined
  const server = createServer(certificate())
  server.on('upgrade', (request, socket: Duplex) => {
    sockets.add(socket)
    // A tunnel that is given up may reset it.
    socket.on('error', () => socket.destroy())
    asked.push(new URL(request.url ?? '', 'http://relay').searchParams)
    const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
    const accept = createHash('sha1').update(key).digest('base64')
    const head = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}`
    const protocol = 'Sec-WebSocket-Protocol: relay.tunnel.cloudproxy.app'
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${head}\r\n${protocol}\r\n\r\n`)
    if (refusal) socket.end(frame(opClose, refusal))
    else relay(socket, connect({...target, noDelay: true}))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `wss://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refuse: (code, reason) => {
      refusal = Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)])
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Of its own making: gcloud has to be told not to ask who vouches for it. */
function certificate(): {key: Buffer; cert: Buffer} {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'gt-relay-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=127.0.0.1']
  try {
    execFileSync('openssl', ['req', '-x509', ...kind, '-days', '2', '-keyout', key, '-out', cert], {stdio: 'ignore'})
    return {key: readFileSync(key), cert: readFileSync(cert)}
  } finally {
    rmSync(folder, {recursive: true})
  }
}

function relay(socket: Duplex, there: Socket): void {
  const say = (tag: number, ...parts: readonly Buffer[]): void => {
    socket.write(frame(opBinary, Buffer.concat([Buffer.from([0, tag]), ...parts])))
  }
  let received = 0n
  let kept = Buffer.alloc(0)
  say(tagConnected, number(3), Buffer.from('sid'))
  there.on('data', (chunk) => {
    for (let at = 0; at < chunk.length; at += 16_384) {
      const part = chunk.subarray(at, at + 16_384)
      say(tagData, number(part.length), part)
    }
  })
  socket.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk])
    for (let found = takeFrame(kept); found; found = takeFrame(kept)) {
      kept = Buffer.from(kept.subarray(found.end))
      if (found.opcode === opClose) socket.end()
      if (found.opcode !== opBinary || found.body.readUInt16BE(0) !== tagData) continue
      const data = found.body.subarray(6)
      there.write(data)
      received += BigInt(data.length)
      const total = Buffer.alloc(8)
      total.writeBigUInt64BE(received)
      say(tagAck, total)
    }
  })
  for (const [one, other] of [
    [socket, there],
    [there, socket],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
}

/** A frame of a client's, which is masked (RFC 6455, 5.2). */
function takeFrame(bytes: Buffer): {opcode: number; body: Buffer; end: number} | undefined {
  if (bytes.length < 2) return undefined
  const short = (bytes[1] ?? 0) & 127
  const head = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < head + 4) return undefined
  const length = head === 4 ? bytes.readUInt16BE(2) : head === 10 ? Number(bytes.readBigUInt64BE(2)) : short
  const end = head + 4 + length
  if (bytes.length < end) return undefined
  const mask = bytes.subarray(head, head + 4)
  const body = Buffer.from(bytes.subarray(head + 4, end).map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
  return {opcode: (bytes[0] ?? 0) & 15, body, end}
}

function frame(opcode: number, body: Buffer): Buffer {
  const length = body.length < 126 ? [body.length] : [126, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([128 | opcode, ...length]), body])
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
