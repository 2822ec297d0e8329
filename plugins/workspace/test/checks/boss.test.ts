import {testCheck} from '@gt-town/contract-testing'
import {boss} from '../../src/checks/boss.js'

const file = '/town/mayor/boss/state.json'
const lock = {'/town/mayor/boss/state.json.lock': ''}

testCheck(boss, {
  passes: [{[file]: '{"version":1}'}, {[file]: '{"version":1,"mine":2}'}],
  fails: [
    {
      tree: {'/town/mayor/': ''},
      message: 'Boss state missing: mayor/boss/state.json',
      fixed: {[file]: '{\n  "version": 1\n}\n', ...lock},
    },
    {
      tree: {[file]: '{"version":"1","mine":2}'},
      message: 'Boss state invalid: mayor/boss/state.json, line 1, column 12: version must be 1',
      fixed: {[file]: '{\n  "version": 1,\n  "mine": 2\n}\n', '/town/mayor/boss/state.json.corrupt-*': /"1"/, ...lock},
    },
    {
      title: 'a file where its folder belongs',
      tree: {'/town/mayor/boss': 'text'},
      message: 'Boss state missing: mayor/boss/state.json',
      fixed: {[file]: '{\n  "version": 1\n}\n', '/town/mayor/boss.corrupt-*': 'text', ...lock},
    },
  ],
})
