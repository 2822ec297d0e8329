import {testCheck} from '@gt-town/contract-testing'
import {exists} from '../../src/checks/exists.js'

testCheck(exists, {
  passes: [{tree: {'/town/mayor/config.json': '{}'}}],
  fails: [
    {
      tree: {'/home/': ''},
      workspace: null,
      looked: ['/home/me/src', '/home/me', '/home', '/'],
      message: 'No town here: looked in /home/me/src and every folder above it',
      hint: 'make one with gt install, or name one with --town DIR',
    },
    {
      tree: {'/home/': ''},
      workspace: null,
      looked: ['/home'],
      message: 'No town here: looked in /home',
    },
    {
      title: 'names a town that lost its config.json',
      tree: {'/home/town/mayor/state.json': '{}', '/home/town/mayor/rigs/': ''},
      workspace: null,
      looked: ['/home/town/beads', '/home/town', '/home', '/'],
      message: 'Workspace config missing: /home/town/mayor/config.json',
      hint: 'gt install /home/town completes the town',
    },
    {tree: {}, workspace: null, looked: [], message: 'No town here', hint: 'name a town with --town DIR'},
    {tree: {}, workspace: null, looked: [], reason: 'the folder is gone', message: 'No town here: the folder is gone'},
  ],
})
