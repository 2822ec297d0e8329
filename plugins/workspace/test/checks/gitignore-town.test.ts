import {testCheck} from '@gt-town/contract-testing'
import {gitignoreTown} from '../../src/checks/gitignore-town.js'
import {gitignoreBlock, withPatterns} from '../../src/domain/town/gitignore.js'

const file = '/town/.gitignore'
const lock = {'/town/.gitignore.lock': ''}

testCheck(gitignoreTown, {
  passes: [{[file]: withPatterns('', [])}, {[file]: gitignoreBlock([]).reverse().join('\r\n')}],
  fails: [
    {
      tree: {[file]: 'mine\n'},
      message: `Missing .gitignore entries for gt's own files: ${gitignoreBlock([]).length}`,
      fixed: {[file]: withPatterns('mine\n', []), ...lock},
    },
    {
      title: 'a folder in its place is moved aside',
      tree: {[`${file}/mine`]: 'text'},
      message: `Missing .gitignore entries for gt's own files: ${gitignoreBlock([]).length}`,
      fixed: {[file]: withPatterns('', []), '/town/.gitignore.corrupt-*/mine': 'text', ...lock},
    },
  ],
})
