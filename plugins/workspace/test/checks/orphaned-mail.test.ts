import {testCheck} from '@gt-town/contract-testing'
import {orphanedMail} from '../../src/checks/orphaned-mail.js'

const box = {'/town/beads/.gastown/mail/sad/inbox.jsonl': '{"id":1}\n'}
const manifest = (address: string): string =>
  JSON.stringify({version: 1, kind: 'polecat', address, removed_at: '2026-01-02T03:04:05Z'})

testCheck(orphanedMail, {
  passes: [
    {'/town/beads/': ''},
    {title: 'knows a polecat that is there', tree: {...box, '/town/beads/sad/.git/HEAD': ''}},
    {title: 'takes an empty box for none', tree: {'/town/beads/.gastown/mail/sad/': ''}},
    {
      title: 'knows a polecat that lies in the trash',
      tree: {...box, '/town/mayor/trash/1/manifest.json': manifest('beads/sad'), '/town/mayor/trash/1/polecat/': ''},
    },
  ],
  fails: [
    {
      title: 'names mail that nobody would ever read',
      tree: {...box, '/town/mayor/trash/1/manifest.json': manifest('beads/joy'), '/town/mayor/trash/1/polecat/': ''},
      status: 'warn',
      message: 'Mail of beads/sad, which is neither here nor in the trash',
      hint: 'read what is in /town/beads/.gastown/mail/sad; gt polecat add beads/sad makes the polecat again',
    },
  ],
})
