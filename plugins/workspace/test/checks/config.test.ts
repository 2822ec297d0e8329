import {testCheck} from '@gt-town/contract-testing'
import {config} from '../../src/checks/config.js'
import {time} from './trees.js'

const file = '/town/mayor/config.json'
const lock = {'/town/mayor/config.json.lock': ''}
const valid = '{"type":"workspace","version":1,"created_at":"2024-01-15T10:30:00Z","name":"my town","mine":[1]}'
const rebuilt = new RegExp(`^{\\n  "type": "workspace",\\n  "version": 1,\\n  "created_at": "${time}"\\n}\\n$`)

testCheck(config, {
  passes: [{[file]: valid}],
  fails: [
    {
      title: 'keeps what stands before the mistake and all of the broken file',
      tree: {[file]: valid.slice(0, -6)},
      message: 'Workspace config invalid: mayor/config.json, line 1, column 86: unexpected end of string',
      fixed: {
        [file]:
          '{\n  "type": "workspace",\n  "version": 1,\n  "created_at": "2024-01-15T10:30:00Z",\n  "name": "my town"\n}\n',
        '/town/mayor/config.json.corrupt-*': valid.slice(0, -6),
        ...lock,
      },
    },
    {
      title: 'keeps unknown keys where only one value is wrong',
      tree: {[file]: '{"mine":[1],"type":"workspace","version":1,"created_at":7}'},
      message: 'Workspace config invalid: mayor/config.json, line 1, column 57: created_at must be string',
      fixed: {[file]: /"mine": \[\n {4}1\n {2}\]/, '/town/mayor/config.json.corrupt-*': /:7}$/, ...lock},
    },
    {
      tree: {[file]: ''},
      message:
        'Workspace config invalid: mayor/config.json, line 1, column 1: the file is empty, a JSON object was expected',
      fixed: {[file]: rebuilt, '/town/mayor/config.json.corrupt-*': '', ...lock},
    },
    {
      title: 'a folder in its place',
      tree: {'/town/mayor/config.json/mine': 'text'},
      message: 'Workspace config invalid: mayor/config.json is not a file',
      fixed: {[file]: rebuilt, '/town/mayor/config.json.corrupt-*/mine': 'text', ...lock},
    },
    {
      title: 'a link that leads nowhere',
      tree: {[file]: {link: '/nowhere'}},
      message: 'Workspace config missing: mayor/config.json',
      fixed: {[file]: rebuilt, '/town/mayor/config.json.corrupt-*': {link: '/nowhere'}, ...lock},
    },
    {
      title: 'no permission to read it: nothing but the mode changes',
      tree: {[file]: {data: valid, mode: 0}},
      message: 'Workspace config invalid: mayor/config.json may not be read',
      fixed: {[file]: {data: valid, mode: 0o600}, ...lock},
    },
    {
      title: 'a file of a later gt is left alone',
      tree: {[file]: '{"type":"workspace","version":2}'},
      message:
        "Workspace config invalid: mayor/config.json, line 1, column 1: the document must have required property 'created_at'",
      hint: 'a later gt wrote this file: update gt',
    },
    {
      title: 'in .gastown',
      workspace: {root: '/town', configDir: '.gastown'},
      tree: {'/town/.gastown/config.json': '[]'},
      message: 'Workspace config invalid: .gastown/config.json, line 1, column 1: the document must be object',
      fixed: {
        '/town/.gastown/config.json': rebuilt,
        '/town/.gastown/config.json.corrupt-*': '[]',
        '/town/.gastown/config.json.lock': '',
      },
    },
  ],
})
