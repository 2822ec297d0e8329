import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {connect} from 'node:net'
import {Duplex} from 'node:stream'

/** TCP without Nagle's algorithm, which ssh2 leaves on: a command then takes 50 ms instead of 3. */
export async function openTcp(host: string, port: number, signal: AbortSignal): Promise<Duplex> {
  const socket = connect({host, port, noDelay: true})
  // It may be reset before ssh2 listens to it: `errored` tells that then.
  socket.on('error', () => undefined)
  const end = (): void => void socket.destroy()
  signal.addEventListener('abort', end, {once: true})
  try {
    await once(socket, 'connect', {signal})
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/**
 * The ends of a program that leads there, such as ssh's ProxyCommand. The line is the user's own, from ~/.ssh/config, and is
 * meant for a shell: ssh hands it to one as `exec LINE` too (ssh_config(5)).
 */
export function openProxyCommand(line: string): Duplex {
  return openProgram([process.env['SHELL'] ?? '/bin/sh', '-c', `exec ${line}`])
}

/** How long a program that takes no input any more may take to end. */
const lastWordsMs = 1000

/** The ends of a program: what is written goes to its stdin, what it prints can be read. It is ended with the stream. */
export function openProgram([command = '', ...args]: readonly string[]): Duplex {
  const child = spawn(command, args, {stdio: ['pipe', 'pipe', 'pipe'], detached: true})
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr = `${stderr}${chunk.toString()}`.slice(-8000)))
  const endChild = (): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    try {
      process.kill(-child.pid, 'SIGTERM')
    } catch (error) {
      // It ended in this moment.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    write: (chunk: Buffer, _encoding, done) =>
      void child.stdin.write(chunk, (error) => {
        if (!error) return done()
        // It is ending, and its end says why; where it only takes nothing more, that is the reason.
        const timer = setTimeout(() => done(error), lastWordsMs)
        child.once('close', () => {
          clearTimeout(timer)
          done(error)
        })
      }),
    final: (done) => void child.stdin.end(done),
    destroy: (error, done) => {
      endChild()
      done(error)
    },
  })
  process.once('exit', endChild)
  child.stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) child.stdout.pause()
  })
  // Its end says why; what was written to it meanwhile tells nothing new.
  child.stdin.on('error', () => undefined)
  stream.on('error', () => undefined)
  child.on('error', (error) => stream.destroy(error))
  child.on('close', (code, signal) => {
    process.off('exit', endChild)
    const reason = stderr.trim() === '' ? `it ended with ${code ?? signal}` : stderr.trim()
    stream.destroy(new Error(`${command}: ${reason}`))
  })
  return stream
}
