import {testCheck, type Program} from '@gt-town/contract-testing'
import {cloneObjects} from '../../src/checks/clone-objects.js'
import {polecatWork} from '../../src/checks/polecat-work.js'
import {clone} from './trees.js'

const three = {
  ...clone('/town/beads/refinery/rig'),
  ...clone('/town/mayor/rigs/beads'),
  ...clone('/town/beads/happy'),
}

/** git that finds nothing wrong, but for what is given for a folder. */
const fsck =
  (bad: Readonly<Record<string, {stdout?: string; stderr?: string}>> = {}): Program =>
  (argv, {options}) => {
    if (!argv.includes('fsck')) return {code: 129, stderr: `not asked for: ${argv.join(' ')}`}
    const found = bad[options.cwd ?? '']
    return found ? {code: 2, ...found} : ''
  }

testCheck(cloneObjects, {
  passes: [
    {title: 'passes where git has nothing to say', tree: three, programs: {git: fsck()}},
    {title: 'asks no git where no clone is sound', tree: {'/town/beads/refinery/rig/': '', '/town/beads/notes/': ''}},
  ],
  fails: [
    {
      title: 'names each clone that git complains about, and git’s first words',
      tree: three,
      programs: {
        git: fsck({
          '/town/mayor/rigs/beads': {stderr: 'error: inflate: data stream error\n', stdout: 'missing blob 0123\n'},
          '/town/beads/happy': {stdout: 'broken link from tree 0123\n'},
        }),
      },
      message: [
        'git fsck complains in mayor/rigs/beads: error: inflate: data stream error',
        'git fsck complains in beads/happy: broken link from tree 0123',
      ],
    },
    {
      title: 'says so where git ends without a word',
      tree: clone('/town/beads/refinery/rig'),
      programs: {git: fsck({'/town/beads/refinery/rig': {}})},
      message: 'git fsck complains in beads/refinery/rig: it ended with 2',
      path: '/town/beads/refinery/rig',
    },
  ],
})

/** git whose `status` says this and whose other answers are those of a clean clone. */
const statusOf =
  (text: string): Program =>
  (argv) =>
    argv.includes('status') ? text : ''

testCheck(polecatWork, {
  passes: [
    {title: 'passes without polecats', tree: clone('/town/beads/refinery/rig')},
    {title: 'passes where all is pushed', tree: three, programs: {git: statusOf('')}},
  ],
  skips: [
    {
      title: 'does not call safe what git cannot tell',
      tree: three,
      programs: {git: (argv) => (argv.includes('status') ? {code: 128, stderr: 'fatal: bad index\n'} : '')},
      message:
        'Cannot tell what work is in beads/happy: cannot tell what /town/beads/happy holds: git status failed: fatal: bad index',
    },
  ],
  fails: [
    {
      title: 'names the work that is only there',
      tree: three,
      programs: {git: statusOf('? a b.txt\0? c.txt\0')},
      status: 'warn',
      message: 'Work only in beads/happy: 2 untracked files: a b.txt, c.txt',
      hint: 'commit and push it in /town/beads/happy',
      path: '/town/beads/happy',
    },
  ],
})
