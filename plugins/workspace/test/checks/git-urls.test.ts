import {testCheck} from '@gt-town/contract-testing'
import {gitUrls} from '../../src/checks/git-urls.js'
import {clone} from './trees.js'

const gitUrl = 'https://example.org/beads.git'
const rig = {name: 'beads', path: '/town/beads', registered: true, configured: true, gitUrl}
const config = (url: string): string =>
  `[core]\n\trepositoryformatversion = 0\n[remote "origin"]\n\turl = ${url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`

testCheck(gitUrls, {
  passes: [
    {rig, tree: {...clone('/town/beads/refinery/rig', {config: config(gitUrl)})}},
    {
      title: 'takes a URL for what it says, however it is written',
      rig,
      tree: {...clone('/town/mayor/rigs/beads', {config: config(`"${gitUrl}" # mine`)})},
    },
    {
      title: 'leaves a rig without a URL to others',
      rig: {...rig, gitUrl: undefined as never},
      tree: {'/town/beads/': ''},
    },
  ],
  fails: [
    {
      title: 'names the registry and each clone that comes from elsewhere',
      rig: {...rig, registeredUrl: 'https://example.org/old.git'},
      tree: {
        ...clone('/town/beads/refinery/rig', {config: config(gitUrl)}),
        ...clone('/town/mayor/rigs/beads', {config: config('/srv/fork.git')}),
        ...clone('/town/beads/happy', {config: '[core]\n\trepositoryformatversion = 0\n'}),
      },
      message: [
        `mayor/state.json says that beads comes from https://example.org/old.git, beads/.gastown/config.json says ${gitUrl}`,
        `The origin of mayor/rigs/beads is /srv/fork.git, not that of its rig: ${gitUrl}`,
        `The origin of beads/happy is not set, not that of its rig: ${gitUrl}`,
      ],
    },
  ],
})
