import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {once} from 'node:events'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** An ssh agent that takes calls and says nothing. */
export interface SilentAgent extends AsyncDisposable {
  readonly socket: string
  /** how many calls it has at the moment */
  open(): number
}

/** @param onCall told of each call, when the caller has begun to wait */
export async function startSilentAgent(onCall: () => void = () => undefined): Promise<SilentAgent> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'gt-agent-'))
  const socket = join(folder, 'agent')
  let open = 0
  const server = createServer((call) => {
    open++
    call.resume().on('error', () => undefined)
    call.on('close', () => open--)
    onCall()
  }).listen(socket)
  await once(server, 'listening')
  return {
    socket,
    open: () => open,
    [Symbol.asyncDispose]: async () => {
      server.close()
      rmSync(folder, {recursive: true, force: true})
      return Promise.resolve()
    },
  }
}
