import {testCheck} from '@gt-town/contract-testing'
import {rigConfig} from '../../src/checks/rig-config.js'
import {clone} from './trees.js'

const file = '/town/beads/.gastown/config.json'
const lock = {'/town/beads/.gastown/config.json.lock': ''}
const aside = '/town/beads/.gastown/config.json.corrupt-*'
const state = {
  '/town/mayor/state.json': '{"version":1,"projects":{"beads":{"git_url":"https://example.org/beads.git"}}}',
}
const fresh = '{\n  "type": "rig",\n  "git_url": "https://example.org/beads.git"\n}\n'

testCheck(rigConfig, {
  passes: [
    {[file]: '{"type":"rig","git_url":"https://example.org/beads.git","mine":1}'},
    {[file]: '{"type":"rig","git_url":"/repositories/beads"}'},
  ],
  fails: [
    {
      tree: {...state, '/town/beads/': ''},
      message: 'Config of the rig beads missing: beads/.gastown/config.json',
      fixed: {...state, [file]: fresh, ...lock},
    },
    {
      title: 'what can still be read is kept',
      tree: {...state, [file]: '{"type":"rig","beads_path":"~/beads","git_url":"htt'},
      message:
        'Config of the rig beads invalid: beads/.gastown/config.json, line 1, column 48: unexpected end of string',
      fixed: {...state, [file]: fresh.replace('\n}', ',\n  "beads_path": "~/beads"\n}'), [aside]: /htt$/, ...lock},
    },
    {
      title: 'a URL that would run a command is replaced by the one of the registry',
      tree: {...state, [file]: '{"type":"rig","git_url":"ext::sh -c evil"}'},
      message: 'Config of the rig beads invalid: its git_url is not a git URL',
      fixed: {...state, [file]: fresh, [aside]: /evil/, ...lock},
    },
    {
      title: 'without a registry a clone says where the rig comes from',
      tree: {[file]: '', ...clone('/town/beads/refinery/rig')},
      message:
        'Config of the rig beads invalid: beads/.gastown/config.json, line 1, column 1: the file is empty, a JSON object was expected',
      fixed: {[file]: fresh, [aside]: '', ...clone('/town/beads/refinery/rig'), ...lock},
    },
    {
      title: 'is left alone where nothing says where the rig comes from',
      tree: {[file]: ''},
      message:
        'Config of the rig beads invalid: beads/.gastown/config.json, line 1, column 1: the file is empty, a JSON object was expected',
      hint: 'nothing here says where the rig comes from: write its git_url by hand',
    },
  ],
})
