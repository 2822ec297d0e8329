import {testCheck} from '@gt-town/contract-testing'
import {gitignore} from '../../src/checks/gitignore.js'
import {withPatterns} from '../../src/domain/town/gitignore.js'

const file = '/town/.gitignore'
const lock = {'/town/.gitignore.lock': ''}
const missing = 'Missing .gitignore entries: /beads/[!.]*, /beads/.gastown/mail/, /beads/.gastown/*.lock'

testCheck(gitignore, {
  passes: [{[file]: withPatterns('mine\n', ['beads'])}],
  fails: [
    {tree: {'/town/': ''}, message: missing, fixed: {[file]: withPatterns('', ['beads']), ...lock}},
    {
      title: 'the lines of the user stay, whatever their encoding',
      tree: {[file]: new Uint8Array([...Buffer.from(withPatterns('mine\n', [])), 0xe4, 0xf6, 10])},
      message: missing,
      fixed: {
        [file]: new Uint8Array([...Buffer.from(withPatterns(withPatterns('mine\n', []), ['beads'])), 0xe4, 0xf6, 10]),
        ...lock,
      },
    },
    {
      title: 'names in any script',
      rig: {name: 'bücher', path: '/town/bücher', registered: true, configured: true},
      tree: {[file]: withPatterns('', ['beads']).replace('/beads/[!.]*', '/bücher/[!.]*')},
      message: 'Missing .gitignore entries: /bücher/.gastown/mail/, /bücher/.gastown/*.lock',
      fixed: {
        [file]: withPatterns(withPatterns('', ['beads']).replace('/beads/[!.]*', '/bücher/[!.]*'), ['bücher']),
        ...lock,
      },
    },
    {
      title: 'a link is none to git, and is moved aside',
      tree: {[file]: {link: 'elsewhere'}, '/town/elsewhere': withPatterns('', ['beads'])},
      message: missing,
      fixed: {
        [file]: withPatterns('', ['beads']),
        '/town/.gitignore.corrupt-*': {link: 'elsewhere'},
        '/town/elsewhere': withPatterns('', ['beads']),
        ...lock,
      },
    },
  ],
})
