import {testCheck, type CheckCases} from '@gt-town/contract-testing'
import {mayorClone} from '../../src/checks/mayor-clone.js'
import {refineryClone} from '../../src/checks/refinery-clone.js'
import {clone} from './trees.js'

const config = {'/town/beads/.gastown/config.json': '{"type":"rig","git_url":"https://example.org/beads.git"}'}
const unknown = "write the rig's git_url into beads/.gastown/config.json"

const casesOf = (path: string, label: string): CheckCases => ({
  passes: [clone(path)],
  fails: [
    {tree: {...config, '/town/beads/': ''}, message: `Missing ${label} clone`},
    {tree: {...config, [`${path}/`]: ''}, message: `Invalid ${label} clone: its .git is missing`},
    {tree: {...config, [path]: 'text'}, message: `Invalid ${label} clone: it is not a folder`},
    {tree: {...config, ...clone(path, {HEAD: undefined})}, message: `Invalid ${label} clone: its HEAD is missing`},
    {
      tree: {...config, ...clone(path, {config: '\u0007'})},
      message: `Invalid ${label} clone: bad line 1 in its git config`,
    },
    {
      title: 'says what it lacks to repair it',
      tree: {'/town/beads/': ''},
      message: `Missing ${label} clone`,
      hint: unknown,
    },
  ],
})

// The repair takes git: test/operations/repair-clone.test.ts
testCheck(refineryClone, casesOf('/town/beads/refinery/rig', 'refinery/rig/'), {fixTestedElsewhere: true})
testCheck(mayorClone, casesOf('/town/mayor/rigs/beads', 'mayor/rigs/beads/'), {fixTestedElsewhere: true})
