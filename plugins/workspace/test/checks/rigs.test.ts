import {testCheck} from '@gt-town/contract-testing'
import {rigs} from '../../src/checks/rigs.js'

testCheck(rigs, {
  passes: [{'/town/mayor/rigs/': ''}],
  fails: [
    {
      tree: {'/town/mayor/config.json': '{}'},
      message: 'Missing mayor/rigs/',
      fixed: {'/town/mayor/config.json': '{}', '/town/mayor/rigs/': ''},
    },
    {
      title: 'a file in its place is moved aside',
      tree: {'/town/mayor/rigs': 'text'},
      message: 'Missing mayor/rigs/',
      fixed: {'/town/mayor/rigs/': '', '/town/mayor/rigs.corrupt-*': 'text'},
    },
  ],
})
