import {testCheck} from '@gt-town/contract-testing'
import {mail} from '../../src/checks/mail.js'

testCheck(mail, {
  passes: [{'/town/mayor/mail/inbox.jsonl': ''}, {'/town/mayor/mail/': ''}],
  fails: [
    {
      tree: {'/town/mayor/config.json': '{}'},
      message: 'Missing mayor/mail/',
      path: '/town/mayor/mail',
      fixed: {'/town/mayor/config.json': '{}', '/town/mayor/mail/': ''},
    },
    {
      title: 'a file in its place is moved aside',
      tree: {'/town/mayor/mail': 'text'},
      message: 'Missing mayor/mail/',
      fixed: {'/town/mayor/mail/': '', '/town/mayor/mail.corrupt-*': 'text'},
    },
    {
      title: 'a link that leads nowhere is moved aside',
      tree: {'/town/mayor/mail': {link: '../gone'}},
      message: 'Missing mayor/mail/',
      fixed: {'/town/mayor/mail/': '', '/town/mayor/mail.corrupt-*': {link: '../gone'}},
    },
    {
      title: 'the permission of its owner is given back',
      tree: {'/town/mayor/mail/': {mode: 0o500}},
      message: 'No permission to use mayor/mail/',
      fixed: {'/town/mayor/mail/': {mode: 0o700}},
    },
    {
      title: 'in .gastown',
      workspace: {root: '/town', configDir: '.gastown'},
      tree: {'/town/.gastown/config.json': '{}'},
      message: 'Missing .gastown/mail/',
      fixed: {'/town/.gastown/config.json': '{}', '/town/.gastown/mail/': ''},
    },
  ],
})
