import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {diskSpace} from '../../src/checks/disk-space.js'

const workspace = {root: '/town', configDir: 'mayor'} as const
const gib = 1024 ** 3
const low = (left: string): object => ({
  status: 'warn',
  message: 'Little room left on the disk of the town',
  path: '/town',
  details: [left],
  hint: 'see how much with df -h',
})

const cases: {title: string; total: number; free: number; finding: unknown}[] = [
  {title: 'passes with room', total: 100 * gib, free: 50 * gib, finding: {status: 'pass'}},
  {title: 'takes 4 % of a large disk for plenty', total: 1000 * gib, free: 40 * gib, finding: {status: 'pass'}},
  {title: 'warns below 1 GiB', total: 2 * gib, free: gib / 2, finding: low('512 MiB of 2.0 GiB left')},
  {title: 'warns below 5 % and 10 GiB', total: 150 * gib, free: 7 * gib, finding: low('7.0 GiB of 150.0 GiB left')},
  {
    title: 'skips what has no size',
    total: 0,
    free: 0,
    finding: {status: 'skip', message: 'the file system of the town does not say how much room is left'},
  },
]

describe('workspace/disk-space', () => {
  for (const {title, total, free, finding} of cases) {
    it(title, async () => {
      const connection = new MemoryConnection({'/town/': ''}, {space: {totalBytes: total, freeBytes: free}})
      const signal = new AbortController().signal
      const found = await diskSpace.run({connection, workspace, rigs: [], looked: [], signal, log: () => undefined})
      expect(found).to.deep.equal(finding)
    })
  }
})
