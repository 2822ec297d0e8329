import {testCheck} from '@gt-town/contract-testing'
import {refineryState} from '../../src/checks/refinery-state.js'

const file = '/town/beads/refinery/state.json'
const lock = {'/town/beads/refinery/state.json.lock': ''}
const aside = '/town/beads/refinery/state.json.corrupt-*'
const valid = {
  version: 1,
  state: 'running',
  awake: true,
  created_at: '2024-01-15T10:30:00Z',
  last_started: '2024-01-15T10:31:00Z',
  last_stopped: null,
  last_wake: null,
  last_sleep: null,
}

testCheck(refineryState, {
  passes: [{[file]: JSON.stringify(valid)}],
  fails: [
    {
      tree: {'/town/beads/refinery/': ''},
      message: 'Refinery state missing: beads/refinery/state.json',
      fixed: {[file]: /"state": "stopped",\n {2}"awake": false/, ...lock},
    },
    {
      title: 'what is sound is kept',
      tree: {[file]: JSON.stringify({...valid, awake: 'yes', mine: 1})},
      message: 'Refinery state invalid: beads/refinery/state.json, line 1, column 40: awake must be boolean',
      fixed: {[file]: `${JSON.stringify({...valid, awake: false, mine: 1}, null, 2)}\n`, [aside]: /"yes"/, ...lock},
    },
  ],
})
