import {testCheck} from '@gt-town/contract-testing'
import {locks} from '../../src/checks/locks.js'

testCheck(locks, {
  passes: [{'/town/': ''}, {'/town/mayor/state.json.lock': '', '/town/beads/.gastown/config.json.lock': ''}],
  fails: [
    {
      tree: {'/town/mayor/state.json.lock/': '', '/town/beads/.gastown/config.json.lock': {link: '/nowhere'}},
      message: ['Unusable lock file: mayor/state.json.lock', 'Unusable lock file: beads/.gastown/config.json.lock'],
      fixed: {
        '/town/mayor/state.json.lock.corrupt-*/': '',
        '/town/beads/.gastown/config.json.lock.corrupt-*': {link: '/nowhere'},
      },
    },
    {
      tree: {'/town/.gitignore.lock': {data: '', mode: 0o400}},
      message: 'Unusable lock file: .gitignore.lock',
      fixed: {'/town/.gitignore.lock': {data: '', mode: 0o600}},
    },
  ],
})
