import {MemoryConnection, type Program} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {git} from '../../src/checks/git.js'

const rig = {name: 'beads', path: '/town/beads', registered: true, configured: true}
const cases: {title: string; program?: Program; rigs: boolean; finding: object}[] = [
  {
    title: 'passes with a recent git',
    program: () => 'git version 2.39.5 (Apple Git-154)\n',
    rigs: true,
    finding: {status: 'pass'},
  },
  {title: 'passes with git 3', program: () => 'git version 3.0.0\n', rigs: true, finding: {status: 'pass'}},
  {
    title: 'fails with an old git',
    program: () => 'git version 2.17.1\n',
    rigs: true,
    finding: {
      status: 'fail',
      message: 'git 2.17.1 is too old: gt needs 2.25 or later',
      hint: 'install git 2.25 or later',
    },
  },
  {
    title: 'fails without git where a rig needs it',
    rigs: true,
    finding: {status: 'fail', message: 'git is not installed or not on PATH', hint: 'install git 2.25 or later'},
  },
  {
    title: 'skips without git where nothing needs it',
    rigs: false,
    finding: {status: 'skip', message: 'git is not installed or not on PATH; nothing here needs it yet'},
  },
  {
    title: 'tells what a git that does not run says',
    program: () => ({code: 69, stderr: 'no developer tools were found\nmore'}),
    rigs: true,
    finding: {
      status: 'fail',
      message: 'git does not run: no developer tools were found',
      hint: 'install git 2.25 or later',
    },
  },
]

describe('workspace/git', () => {
  for (const {title, program, rigs, finding} of cases) {
    it(title, async () => {
      const connection = new MemoryConnection({}, {programs: program ? {git: program} : {}})
      const signal = new AbortController().signal
      const found = await git.run({connection, rigs: rigs ? [rig] : [], looked: [], signal, log: () => undefined})
      expect(found).to.deep.equal(finding)
    })
  }
})
