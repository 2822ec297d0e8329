import {rmSync} from 'node:fs'
import {createServer} from 'node:net'
import {LocalConnection} from '@gt-town/connection-local'
import {Holder} from './holder.js'
import {inodeOf, isOwnName, listenOnce} from './listen-once.js'

/** How often it looks whether anybody needs it. */
const lookMs = 5000

const [socket = ''] = process.argv.slice(2)
const holder = new Holder(new LocalConnection())
const server = createServer((link) => holder.serve(link))
// Whatever goes wrong in one of many links: those who used them are told by the end of this process, and start another one.
process.on('uncaughtException', () => process.exit(1))
process.on('unhandledRejection', () => process.exit(1))
process.on('SIGTERM', () => void end())
let inode: number | undefined
void main()

async function main(): Promise<void> {
  if (!(await listenOnce(server, socket))) return
  inode = inodeOf(socket)
  setInterval(() => {
    const isIdle = holder.sweep()
    // Another holder has the name: nobody new comes here.
    const isForgotten = !isOwnName(socket, inode)
    if (isIdle || (isForgotten && holder.isUnused)) void end()
  }, lookMs)
}

async function end(): Promise<void> {
  if (isOwnName(socket, inode)) rmSync(socket, {force: true})
  server.close()
  await holder.close()
  process.exit(0)
}
