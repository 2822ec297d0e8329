import {testCheck} from '@gt-town/contract-testing'
import {refineryLock} from '../../src/checks/refinery-lock.js'

const file = '/town/beads/refinery/state.json.lock'

testCheck(refineryLock, {
  passes: [{[file]: ''}],
  fails: [
    {tree: {'/town/beads/refinery/': ''}, message: 'Missing refinery/state.json.lock', fixed: {[file]: ''}},
    {
      title: 'a folder in its place is moved aside',
      tree: {[`${file}/`]: ''},
      message: 'Missing refinery/state.json.lock',
      fixed: {[file]: '', [`${file}.corrupt-*/`]: ''},
    },
    {
      title: 'the permission of its owner is given back',
      tree: {[file]: {data: '', mode: 0}},
      message: 'No permission to use refinery/state.json.lock',
      fixed: {[file]: {data: '', mode: 0o600}},
    },
  ],
})
