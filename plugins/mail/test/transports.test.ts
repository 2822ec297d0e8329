import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import {connectMachine} from '@gt-town/connection-ssh'
import type {Connection, Place} from '@gt-town/contract'
import {targetOf} from '../../../packages/connection-ssh/test/targets.js'
import {startSshd} from '../../../test/support/sshd.js'
import type {OutboxEntry} from '../src/domain/outbox-entry.js'
import {connectionTransport} from '../src/operations/connection-transport.js'
import {mailboxOf} from '../src/operations/mail-place.js'
import {accept, outboxInParts} from '../src/operations/outbox.js'
import {mailTowns} from './mail-towns.js'
import {MemoryTransport} from './memory-transport.js'
import {transportSuite, type TransportSubject} from './transport-suite.js'

const people = ['west:web/ann', 'west:web/bob']

transportSuite('in memory', async () => {
  const transport = new MemoryTransport('west', people)
  return Promise.resolve({
    transport,
    lines: async (to) => Promise.resolve(to === undefined ? transport.sent : (transport.mailboxes.get(to) ?? [])),
    post: async (entries) => Promise.resolve(void transport.outbox.push(...entries)),
    outbox: async () => Promise.resolve(transport.outbox),
    cut: async () => Promise.resolve(void (transport.isDown = true)),
    dispose: async () => Promise.resolve(),
  })
})

transportSuite('over ssh', async () => {
  const sshd = await startSshd()
  const connection = connectMachine(new LocalConnection(), targetOf(sshd))
  return subjectOver(connection, async () => {
    await connection[Symbol.asyncDispose]()
    await sshd.stop()
  })
})

async function subjectOver(connection: Connection, cut: () => Promise<void>): Promise<TransportSubject> {
  const towns = await mailTowns(people)
  const {workspace} = towns.at('west').home
  const there: Place = {connection, workspace}
  const here = towns.at('west').home
  const linesOf = (path: string): string[] => towns.read(path).split('\n').filter(Boolean)
  mkdirSync(join(towns.root, 'west/mayor/mail/outbox'), {recursive: true})
  return {
    transport: connectionTransport(there),
    lines: async (to) => {
      const path =
        to === undefined
          ? 'mayor/mail/sent.jsonl'
          : join(mailboxOf(workspace, to).folder, 'inbox.jsonl').slice(workspace.root.length)
      return Promise.resolve(linesOf(join('west', path)))
    },
    post: async (entries) => accept(here, entries, Date.now()),
    outbox: async () => {
      const entries: OutboxEntry[] = []
      for await (const files of outboxInParts(here)) entries.push(...files.flatMap((file) => file.entries))
      return entries
    },
    cut,
    dispose: async () => {
      await cut()
      towns.remove()
    },
  }
}
