import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {connect} from 'node:net'

const program = `require('node:net').createServer().listen({port: 0, host: '127.0.0.1', backlog: 1}, function () {
  console.log(this.address().port)
})`

/** A port on loopback that never answers, not even that somebody listens: its queue is full, and who should empty it is stopped. */
export async function startBlackHole(): Promise<AsyncDisposable & {port: number}> {
  const child = spawn(process.execPath, ['-e', program], {stdio: ['ignore', 'pipe', 'inherit']})
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(line.toString())
  child.kill('SIGSTOP')
  const fillers = Array.from({length: 8}, () => connect(port, '127.0.0.1').on('error', () => undefined))
  await once(fillers[0]!, 'connect')
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const filler of fillers) filler.destroy()
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
