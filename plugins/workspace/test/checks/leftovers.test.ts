import {testCheck} from '@gt-town/contract-testing'
import {leftovers} from '../../src/checks/leftovers.js'

// Files of a memory machine are years old.
testCheck(leftovers, {
  passes: [{'/town/': ''}, {'/town/mayor/.hidden': '', '/town/mayor/staging/': '', '/town/gt-tmp-0a': ''}],
  fails: [
    {
      tree: {'/town/mayor/.state.json.gt-tmp-0123456789ab': '{'},
      status: 'warn',
      message: 'Left behind by commands that were killed: 1 path',
      path: '/town/mayor/.state.json.gt-tmp-0123456789ab',
    },
    {
      tree: {'/town/mayor/staging/one/half': '', '/town/beads/refinery/.README.md.gt-tmp-00': ''},
      status: 'warn',
      message: 'Left behind by commands that were killed: 2 paths',
    },
    {
      title: "names the mayor's clone of a rig that is gone, whatever its age, and tells nobody to delete it",
      tree: {'/town/mayor/rigs/web/.git/HEAD': '', '/town/mayor/rigs/beads/.git/HEAD': ''},
      status: 'warn',
      message: "The mayor's clone of web, which is no rig any more: mayor/rigs/web",
      path: '/town/mayor/rigs/web',
      hint: 'gt rig add web GIT_URL makes it a rig again and moves the old clone to the trash; or look what is only in it, and move it away',
    },
    {
      title: 'says how a rig that was only taken out of the registry comes back',
      tree: {'/town/mayor/rigs/web/.git/HEAD': '', '/town/web/.gastown/config.removed.json': '{}'},
      status: 'warn',
      message: "The mayor's clone of web, which is no rig any more: mayor/rigs/web",
      path: '/town/mayor/rigs/web',
      hint: 'gt rig adopt web makes it a rig again; or look what is only in it, and move it away',
    },
  ],
})
