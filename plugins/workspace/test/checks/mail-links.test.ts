import {testCheck} from '@gt-town/contract-testing'
import {mailLinks} from '../../src/checks/mail-links.js'

const link = {'/town/beads/happy/mail': {link: '../.gastown/mail/happy'}}

testCheck(mailLinks, {
  passes: [
    {...link, '/town/beads/.gastown/mail/happy/': ''},
    {title: 'lets a repository have mail of its own', tree: {'/town/beads/happy/mail/x': ''}},
  ],
  fails: [
    {
      title: 'names a link that leads nowhere, and makes what it leads to',
      tree: {...link, '/town/beads/sad/mail': {link: '../.gastown/mail/sad'}, '/town/beads/.gastown/mail/sad/': ''},
      status: 'warn',
      message: 'The mail of beads/happy leads nowhere',
      fixed: {
        ...link,
        '/town/beads/sad/mail': {link: '../.gastown/mail/sad'},
        '/town/beads/.gastown/mail/sad/': '',
        '/town/beads/.gastown/mail/happy/': '',
      },
    },
    {
      title: 'leaves a mail folder that is a link elsewhere, such as to a disk that is away',
      tree: {...link, '/town/beads/.gastown/mail/happy': {link: '/away/mail'}},
      status: 'warn',
      message: 'The mail of beads/happy leads nowhere',
      hint: 'look what /town/beads/.gastown/mail/happy leads to, and bring that back',
    },
  ],
})
