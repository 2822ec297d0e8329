import {testCheck} from '@gt-town/contract-testing'
import {gitUser} from '../../src/checks/git-user.js'

const ends = (code: number) => ({git: () => ({stdout: '', code})})
const tree = {'/town/beads/happy/.git/HEAD': ''}

testCheck(gitUser, {
  passes: [
    {title: 'asks nobody where there is no polecat', tree: {'/town/beads/': ''}},
    {title: 'takes the word of git', tree, programs: ends(0)},
    {title: 'leaves it to others that git is missing', tree},
    {title: 'leaves it to others that git does not run', tree, programs: ends(69)},
  ],
  skips: [{tree, programs: ends(128), message: 'git does not know who commits, so that no polecat can'}],
})
