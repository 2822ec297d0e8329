import {testCheck} from '@gt-town/contract-testing'
import {refinery} from '../../src/checks/refinery.js'

testCheck(refinery, {
  passes: [{'/town/beads/refinery/': ''}],
  fails: [
    {
      tree: {'/town/beads/': ''},
      message: 'Missing refinery/',
      path: '/town/beads/refinery',
      fixed: {'/town/beads/refinery/': ''},
    },
    {
      title: 'a file in its place is moved aside',
      tree: {'/town/beads/refinery': 'text'},
      message: 'Missing refinery/',
      fixed: {'/town/beads/refinery/': '', '/town/beads/refinery.corrupt-*': 'text'},
    },
  ],
})
