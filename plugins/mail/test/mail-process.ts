import {LocalConnection} from '@gt-town/connection-local'
import {connectMachine, type SshTarget} from '@gt-town/connection-ssh'
import type {Connection, Place, Workspace, WorkspaceService} from '@gt-town/contract'
import workspaceHook from '../../workspace/src/hooks/workspace.js'
import {compact} from '../src/operations/compact.js'
import {mailboxOf} from '../src/operations/mail-place.js'
import type {MailTown} from '../src/operations/mail-town.js'
import {syncMail} from '../src/use-cases/sync-mail.js'
import {act, inboxOf, sendAs} from './mail-acts.js'

/** What a process of its own does with mail, as one word of JSON, so that it can be killed. */
export interface Task {
  /** folder of the town it stands in */
  readonly town: string
  /** machines of that town, by name: their towns, and how they are reached */
  readonly machines?: Readonly<Record<string, {readonly town: string; readonly ssh?: SshTarget}>>
  readonly role: 'send' | 'sync' | 'archive' | 'read'
  /** absolute address of who sends, or whose mail it is */
  readonly address: string
  readonly to?: readonly string[]
  /** numbers in the subjects */
  readonly first?: number
  readonly count?: number
  /** sent at the same time */
  readonly together?: number
}

const task = JSON.parse(process.argv[2] ?? '') as Task
const ask = workspaceHook as unknown as () => Promise<WorkspaceService>
const opened: Connection[] = []

async function town(): Promise<MailTown> {
  const service = await ask()
  const connection = new LocalConnection()
  const workspace = await service.load(connection, {town: task.town})
  const machines = task.machines ?? {}
  return {
    ...{home: {connection, workspace}, service, now: () => Date.now(), signal: new AbortController().signal},
    machines: {
      names: async () => Promise.resolve(Object.keys(machines)),
      reach: async (name) => reach(service, machines[name]),
    },
  }
}

async function reach(
  service: WorkspaceService,
  machine: {readonly town: string; readonly ssh?: SshTarget} | undefined,
): Promise<Place> {
  if (machine === undefined) throw new Error('no such machine')
  const connection = machine.ssh ? connectMachine(new LocalConnection(), machine.ssh) : new LocalConnection()
  opened.push(connection)
  const workspace: Workspace = await service.load(connection, {town: machine.town})
  return {connection, workspace}
}

/** Prints the subject of each message that was accepted. */
async function sendAll(here: MailTown): Promise<void> {
  const {address, to = [], first = 0, count = 1, together = 1} = task
  for (let at = 0; at < count; at += together) {
    const numbers = Array.from({length: Math.min(together, count - at)}, (_, offset) => first + at + offset)
    await Promise.all(
      numbers.map(async (number) => {
        const subject = `${address} ${number}`
        await sendAs(here, address, to, {subject, body: 'b'.repeat(number % 900)})
        process.stdout.write(`${subject}\n`)
      }),
    )
  }
}

const here = await town()
const mailbox = mailboxOf(here.home.workspace, task.address)
const roles: Record<Task['role'], () => Promise<unknown>> = {
  send: async () => sendAll(here),
  sync: async () => syncMail(here),
  read: async () => inboxOf(here, task.address),
  archive: async () => {
    const {listed} = await inboxOf(here, task.address)
    for (const {message} of listed.slice(0, 3)) await act(here, task.address, message.id, 'read', 'archived')
    await compact(here.home, mailbox, {now: Date.now(), force: true})
  },
}
await roles[task.role]()
for (const connection of opened) await connection[Symbol.asyncDispose]()
process.exit(0)
