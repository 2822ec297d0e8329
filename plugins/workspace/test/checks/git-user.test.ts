import {testCheck} from '@gt-town/contract-testing'
import {gitUser} from '../../src/checks/git-user.js'

const says = (stdout: string) => ({git: () => ({stdout, code: stdout === '' ? 1 : 0})})
const tree = {'/town/beads/happy/.git/HEAD': ''}

testCheck(gitUser, {
  passes: [
    {title: 'asks nobody where there is no polecat', tree: {'/town/beads/': ''}},
    {title: 'knows who commits', tree, programs: says('user.name Ann\nuser.email ann@example.org\n')},
  ],
  skips: [
    {tree, programs: says(''), message: 'git has no user.name and no user.email, so that no polecat can commit'},
    {tree, programs: says('user.name Ann\n'), message: 'git has no user.email, so that no polecat can commit'},
  ],
})
