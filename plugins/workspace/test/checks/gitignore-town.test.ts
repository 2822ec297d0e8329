import {testCheck} from '@gt-town/contract-testing'
import {gitignoreTown} from '../../src/checks/gitignore-town.js'
import {gitignoreBlock, withPatterns} from '../../src/domain/town/gitignore.js'

const file = '/town/.gitignore'
/** The trash has its line before anything goes there. */
const untilTrashed = gitignoreBlock([]).filter((line) => !line.endsWith('/trash/'))
const lock = {'/town/.gitignore.lock': ''}

testCheck(gitignoreTown, {
  passes: [
    {[file]: withPatterns('', [])},
    {[file]: gitignoreBlock([]).reverse().join('\r\n')},
    {[file]: untilTrashed.join('\n')},
  ],
  fails: [
    {
      tree: {[file]: 'mine\n'},
      message: `Missing .gitignore entries for gt's own files: ${untilTrashed.length}`,
      fixed: {[file]: withPatterns('mine\n', []), ...lock},
    },
    {
      title: 'a folder in its place is moved aside',
      tree: {[`${file}/mine`]: 'text'},
      message: `Missing .gitignore entries for gt's own files: ${untilTrashed.length}`,
      fixed: {[file]: withPatterns('', []), '/town/.gitignore.corrupt-*/mine': 'text', ...lock},
    },
    {
      title: 'misses the line of a trash that is there',
      tree: {[file]: untilTrashed.join('\n'), '/town/mayor/trash/': ''},
      message: "Missing .gitignore entries for gt's own files: 2",
      fixed: {[file]: withPatterns(untilTrashed.join('\n'), []), '/town/mayor/trash/': '', ...lock},
    },
  ],
})
