import {MemoryConnection, type Program, type Tree} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {beads} from '../../src/checks/beads.js'

const workspace = {root: '/town', configDir: 'mayor'} as const
const rigs = ['one', 'two'].map((name) => ({name, path: `/town/${name}`, registered: true, configured: true}))
const config = (rig: string, path: string): Tree => ({
  [`/town/${rig}/.gastown/config.json`]: JSON.stringify({
    type: 'rig',
    git_url: 'https://example.org/x.git',
    beads_path: path,
  }),
})
const bd: Record<string, Program> = {bd: () => 'bd version 0.9', printenv: () => '/home/me\n'}
const noBd = {printenv: () => '/home/me\n'}
const missing = (rig: string, path: string): object => ({
  status: 'warn',
  message: `Missing beads of the rig ${rig}: ${path}`,
  key: rig,
  hint: 'make them with bd init, or correct beads_path',
})

const cases: {title: string; tree: Tree; programs?: Record<string, Program>; finding: unknown}[] = [
  {title: 'asks nobody in a town without beads', tree: {'/town/': ''}, finding: {status: 'pass'}},
  {
    title: 'passes where the folders are there',
    tree: {...config('one', '~/b/one'), ...config('two', '/b/two'), '/home/me/b/one/': '', '/b/two/': ''},
    programs: bd,
    finding: {status: 'pass'},
  },
  {
    title: 'takes a relative path from the town',
    tree: {...config('one', 'mayor/beads'), '/town/mayor/beads/': ''},
    programs: bd,
    finding: {status: 'pass'},
  },
  {
    title: 'names each rig whose beads are gone',
    tree: {...config('one', '~/b/one'), ...config('two', 'b')},
    programs: bd,
    finding: [missing('one', '~/b/one'), missing('two', 'b')],
  },
  {
    title: 'warns without bd',
    tree: {...config('one', '/b'), '/b/': ''},
    programs: noBd,
    finding: [
      {
        status: 'warn',
        message: 'bd is not installed or not on PATH, and a rig has beads',
        key: 'bd',
        hint: 'install bd',
      },
    ],
  },
  {
    title: 'does not insist on bd for beads that came with a repository',
    tree: {...config('one', 'mayor/rigs/one/.beads'), '/town/mayor/rigs/one/.beads/': ''},
    programs: noBd,
    finding: [
      {
        status: 'skip',
        message: 'bd is not installed or not on PATH; only a folder .beads would use it',
        key: 'bd',
      },
    ],
  },
]

describe('workspace/beads', () => {
  for (const {title, tree, programs = {}, finding} of cases) {
    it(title, async () => {
      const connection = new MemoryConnection(tree, {programs})
      const signal = new AbortController().signal
      expect(await beads.run({connection, workspace, rigs, signal, log: () => undefined})).to.deep.equal(finding)
    })
  }
})
