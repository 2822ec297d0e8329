import {testCheck} from '@gt-town/contract-testing'
import {rigFolder} from '../../src/checks/rig-folder.js'

const hint =
  'mount its disk or bring it back; or add it again with gt rig add beads GIT_URL, or give it up with gt rig remove beads'

testCheck(rigFolder, {
  passes: [{'/town/beads/': ''}],
  fails: [
    {
      title: 'is never made anew: it may be on a disk',
      tree: {'/town/': ''},
      message: 'Missing folder of the rig beads',
      hint,
    },
    {title: 'a file in its place', tree: {'/town/beads': 'text'}, message: 'Missing folder of the rig beads', hint},
    {
      tree: {'/town/beads': {link: '/disk/beads'}, '/disk/beads/': ''},
      message: 'A link instead of the folder of the rig beads',
      hint: 'gt works only inside of the town: put the folder itself there, or mount it there',
    },
    {
      tree: {'/town/beads/': {mode: 0}},
      message: 'No permission to use folder of the rig beads',
      fixed: {'/town/beads/': {mode: 0o700}},
    },
  ],
})
