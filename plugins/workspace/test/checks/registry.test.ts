import {testCheck} from '@gt-town/contract-testing'
import {registry} from '../../src/checks/registry.js'
import {time} from './trees.js'

const file = '/town/mayor/state.json'
const rig = {
  name: 'beads',
  path: '/town/beads',
  registered: false,
  configured: true,
  gitUrl: 'https://example.org/beads.git',
}
const tree = {
  [file]: '{"version":1,"projects":{},"mine":1}',
  '/town/beads/.gastown/config.json': '{"type":"rig","git_url":"x"}',
}

testCheck(registry, {
  passes: [
    {[file]: '{"version":1,"projects":{}}'},
    {
      title: 'believes the registry, which may be newer than the list of rigs',
      rig,
      tree: {[file]: '{"version":1,"projects":{"beads":{"git_url":"https://example.org/beads.git"}}}'},
    },
  ],
  fails: [
    {
      title: 'says that a rig is not registered, and registers it',
      rig,
      tree,
      message: 'The rig beads is not registered',
      fixed: {
        ...tree,
        [file]: new RegExp(
          `"beads": {\\s+"git_url": "https://example.org/beads.git",\\s+"added_at": "${time}"[^]*"mine": 1\n}$`,
        ),
        '/town/mayor/state.json.lock': '',
      },
    },
    {
      title: 'leaves a rig alone whose name differs from another one only in case',
      rig,
      rigs: [rig, {...rig, name: 'Beads', registered: true}],
      tree,
      message: 'The rig beads is not registered',
      hint: 'some file systems do not tell it from Beads, which is registered: rename one of the two folders',
    },
  ],
})
