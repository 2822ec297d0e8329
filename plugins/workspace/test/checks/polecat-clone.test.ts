import {testCheck} from '@gt-town/contract-testing'
import {polecatClone} from '../../src/checks/polecat-clone.js'
import {clone} from './trees.js'

testCheck(polecatClone, {
  passes: [
    {'/town/beads/': ''},
    {...clone('/town/beads/happy'), '/town/beads/refinery/': '', '/town/beads/.gastown/config.json': '{}'},
    {
      title: 'takes a folder of the user for what it is',
      tree: {'/town/beads/notes/todo.md': 'text', ...clone('/town/beads/happy')},
    },
  ],
  fails: [
    {
      title: 'names each polecat whose clone is broken, and repairs none',
      tree: {
        ...clone('/town/beads/happy'),
        ...clone('/town/beads/sad', {HEAD: ''}),
        '/town/beads/lost/work.txt': 'mine',
        '/town/beads/.gastown/mail/lost/inbox.jsonl': '',
      },
      message: ['Invalid clone of beads/lost: its .git is missing', 'Invalid clone of beads/sad: its HEAD is garbled'],
      hint: 'it may hold work that is nowhere else: save that first, then repair it with git',
    },
    {
      title: 'says where it may not look',
      tree: clone('/town/beads/happy', {HEAD: {data: 'ref: refs/heads/main\n', mode: 0}}),
      message: 'Invalid clone of beads/happy: no permission to read its HEAD',
    },
  ],
})
