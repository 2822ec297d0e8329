import {MemoryConnection, type Program} from '@gt-town/contract/testing'
import {expect} from 'chai'
import {diskSpace} from '../../src/checks/disk-space.js'

const workspace = {root: '/town', configDir: 'mayor'} as const
const df =
  (total: number, free: number, device = '/dev/sda1'): Program =>
  () =>
    `Filesystem     1024-blocks      Used Available Capacity Mounted on\n${device}  ${total} ${total - free} ${free}      40% /a folder\n`
const gib = 1024 * 1024
const low = (left: string): object => ({
  status: 'warn',
  message: 'Little room left on the disk of the town',
  path: '/town',
  details: [left],
  hint: 'see how much with df -h',
})

const cases: {title: string; program?: Program; finding: unknown}[] = [
  {title: 'passes with room', program: df(100 * gib, 50 * gib), finding: {status: 'pass'}},
  {title: 'takes 4 % of a large disk for plenty', program: df(1000 * gib, 40 * gib), finding: {status: 'pass'}},
  {title: 'warns below 1 GiB', program: df(2 * gib, gib / 2), finding: low('512 MiB of 2.0 GiB left')},
  {title: 'warns below 5 % and 10 GiB', program: df(150 * gib, 7 * gib), finding: low('7.0 GiB of 150.0 GiB left')},
  {
    title: 'copes with blanks in the name of a device',
    program: df(2 * gib, 0, 'host:/a b 12'),
    finding: low('0 MiB of 2.0 GiB left'),
  },
  {title: 'copes with less than nothing left', program: df(2 * gib, -5), finding: low('-1 MiB of 2.0 GiB left')},
  {
    title: 'skips what has no size',
    program: df(0, 0),
    finding: {status: 'skip', message: 'df does not say how much room is left on the disk'},
  },
  {
    title: 'skips without df',
    finding: {status: 'skip', message: 'there is no df to ask how much room is left on the disk'},
  },
]

describe('workspace/disk-space', () => {
  for (const {title, program, finding} of cases) {
    it(title, async () => {
      const connection = new MemoryConnection({'/town/': ''}, {programs: program ? {df: program} : {}})
      const signal = new AbortController().signal
      const found = await diskSpace.run({connection, workspace, rigs: [], looked: [], signal, log: () => undefined})
      expect(found).to.deep.equal(finding)
    })
  }
})
