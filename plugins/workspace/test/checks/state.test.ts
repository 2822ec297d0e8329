import {testCheck} from '@gt-town/contract-testing'
import {state} from '../../src/checks/state.js'
import {clone} from './trees.js'

const file = '/town/mayor/state.json'
const lock = {'/town/mayor/state.json.lock': ''}
const rig = {'/town/beads/.gastown/config.json': '{"type":"rig","git_url":"https://example.org/beads.git"}'}
const aside = '/town/mayor/state.json.corrupt-*'
const registry = (projects: object): string => `${JSON.stringify({version: 1, projects}, null, 2)}\n`

testCheck(state, {
  passes: [{[file]: '{"version":1,"projects":{}}'}],
  fails: [
    {
      title: 'a missing one is made from the rigs that are there',
      tree: {...rig, '/town/notes/readme.md': 'not a rig', '/town/mayor/': ''},
      message: 'Workspace state missing: mayor/state.json',
      fixed: {
        ...rig,
        ...lock,
        '/town/notes/readme.md': 'not a rig',
        [file]: registry({beads: {git_url: 'https://example.org/beads.git'}}),
      },
    },
    {
      title: 'what can still be read is kept, also of rigs that are not here now',
      tree: {
        ...rig,
        [file]:
          '{"version":1,"projects":{"away":{"git_url":"https://example.org/away.git","added_at":"2024-01-15T10:30:00Z"},"be',
      },
      message: 'Workspace state invalid: mayor/state.json, line 1, column 110: unexpected end of string',
      fixed: {
        ...rig,
        ...lock,
        [aside]: /"be$/,
        [file]: registry({
          away: {git_url: 'https://example.org/away.git', added_at: '2024-01-15T10:30:00Z'},
          beads: {git_url: 'https://example.org/beads.git'},
        }),
      },
    },
    {
      title: 'a cut-off URL is not taken for a whole one',
      tree: {'/town/mayor/state.json': '{"version":1,"projects":{"away":{"git_url":"https://exam'},
      message: 'Workspace state invalid: mayor/state.json, line 1, column 44: unexpected end of string',
      fixed: {...lock, [aside]: /exam$/, [file]: registry({})},
    },
    {
      title: 'a rig without a configuration of its own is found by its clones',
      tree: {...clone('/town/beads/refinery/rig'), ...clone('/town/notes'), [file]: '\u0000'},
      message: 'Workspace state invalid: mayor/state.json, line 1, column 1: invalid symbol',
      fixed: {
        ...clone('/town/beads/refinery/rig'),
        ...clone('/town/notes'),
        ...lock,
        [aside]: '\u0000',
        [file]: registry({beads: {git_url: 'https://example.org/beads.git'}}),
      },
    },
    {
      title: 'a rig that was removed stays removed',
      tree: {
        ...clone('/town/beads/refinery/rig'),
        '/town/beads/.gastown/config.removed.json': '{}',
        '/town/mayor/': '',
      },
      message: 'Workspace state missing: mayor/state.json',
      fixed: {
        ...clone('/town/beads/refinery/rig'),
        '/town/beads/.gastown/config.removed.json': '{}',
        ...lock,
        [file]: registry({}),
      },
    },
    {
      title: 'unknown keys stay',
      tree: {[file]: '{"version":1,"projects":[],"mine":true}'},
      message: 'Workspace state invalid: mayor/state.json, line 1, column 25: projects must be object',
      fixed: {...lock, [aside]: /mine/, [file]: '{\n  "version": 1,\n  "projects": {},\n  "mine": true\n}\n'},
    },
    {
      title: 'a lock file that is a folder is moved aside',
      tree: {'/town/mayor/state.json.lock/': ''},
      message: 'Workspace state missing: mayor/state.json',
      fixed: {...lock, '/town/mayor/state.json.lock.corrupt-*/': '', [file]: registry({})},
    },
  ],
})
