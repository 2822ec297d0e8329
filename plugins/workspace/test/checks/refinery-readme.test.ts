import {testCheck} from '@gt-town/contract-testing'
import {refineryReadme} from '../../src/checks/refinery-readme.js'

const file = '/town/beads/refinery/README.md'
const lock = {'/town/beads/refinery/README.md.lock': ''}

testCheck(refineryReadme, {
  passes: [{[file]: 'as it is'}, {[file]: ''}],
  fails: [
    {
      tree: {'/town/beads/refinery/': ''},
      message: 'Missing refinery/README.md',
      fixed: {[file]: /^# Refinery of beads\n/, ...lock},
    },
    {
      title: 'a folder in its place is moved aside',
      tree: {'/town/beads/refinery/README.md/mine': 'text'},
      message: 'Missing refinery/README.md',
      fixed: {[file]: /^# Refinery of beads\n/, '/town/beads/refinery/README.md.corrupt-*/mine': 'text', ...lock},
    },
    {
      title: 'one that may not be read keeps its text',
      tree: {[file]: {data: 'mine', mode: 0o200}},
      message: 'No permission to use refinery/README.md',
      fixed: {[file]: {data: 'mine', mode: 0o600}, ...lock},
    },
  ],
})
