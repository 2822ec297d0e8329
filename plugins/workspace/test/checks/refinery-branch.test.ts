import {testCheck} from '@gt-town/contract-testing'
import {refineryBranch} from '../../src/checks/refinery-branch.js'
import {clone} from './trees.js'

const at = '/town/beads/refinery/rig'
const origin = {'/town/beads/refinery/rig/.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/main\n'}
const topic = {...clone(at, {HEAD: 'ref: refs/heads/topic\n'}), ...origin}

testCheck(refineryBranch, {
  passes: [
    {...clone(at), ...origin},
    {title: 'says nothing while a merge is under way', tree: {...topic, [`${at}/.git/MERGE_HEAD`]: 'x'}},
    {
      title: 'says nothing where references lie in tables, so that HEAD does not tell',
      tree: {...clone(at, {HEAD: 'ref: refs/heads/.invalid\n'}), ...origin},
    },
    {title: 'says nothing where nobody knows the branch', tree: clone(at, {HEAD: 'ref: refs/heads/topic\n'})},
    {
      title: "goes by the rig's own configuration first",
      tree: {...topic, '/town/beads/.gastown/config.json': '{"type":"rig","git_url":"/srv/x","branch":"topic"}'},
    },
  ],
  fails: [
    {
      title: 'names the branch it is on',
      tree: topic,
      status: 'warn',
      message: 'The refinery of beads is on topic, not on main',
      hint: `git -C ${at} checkout main`,
    },
    {
      title: 'names the commit of a detached HEAD',
      tree: {...clone(at, {HEAD: `${'a'.repeat(40)}\n`}), ...origin},
      status: 'warn',
      message: 'The refinery of beads is on no branch, at aaaaaaaaa, not on main',
    },
  ],
})
