import {confined} from '@gt-town/connection'
import {connectionSuite} from '../src/connection-suite.js'
import {MemoryConnection} from '../src/memory-connection.js'
import type {Subject} from '../src/suite/case.js'

const subject = (connection: Subject['connection']): Subject => ({
  connection,
  root: '/root',
  dispose: async () => Promise.resolve(),
  unprivileged: async (work) => work(),
})

connectionSuite('MemoryConnection', async () => Promise.resolve(subject(new MemoryConnection({'/root/': ''}))), {
  permissions: true,
})
connectionSuite(
  'confined MemoryConnection',
  async () => Promise.resolve(subject(confined(new MemoryConnection({'/root/': ''}), '/root'))),
  {permissions: true},
)
