import {confined} from '@gt-town/contract'
import {connectionSuite, MemoryConnection, type Subject} from '@gt-town/contract/testing'

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
