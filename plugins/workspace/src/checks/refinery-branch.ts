import {noBranch} from '../operations/clones/current-branch.js'
import {pass, warn, type RigCheck} from '@gt-town/contract'
import {refineryClone, under} from '@gt-town/town-layout'
import {parseHead} from '@gt-town/git'
import {unfinished} from '../domain/polecats/work-at-risk.js'
import {cloneSettings} from '../operations/rigs/rig-config.js'

const maxBytes = 65_536
const remote = 'refs/remotes/origin/'

export const refineryBranch: RigCheck = {
  id: 'workspace/refinery-branch',
  title: 'Refinery is on its branch',
  category: 'Rigs',
  scope: 'rig',
  requires: ['workspace/refinery-clone', 'workspace/rig-config'],
  description:
    "Looks whether the refinery's clone has the rig's branch checked out: work is merged there. While a merge, a rebase or the like " +
    'is under way it says nothing.',
  remedy: 'Check the branch out again: git -C RIG/refinery/rig checkout BRANCH.',

  async run({connection, rig}) {
    const clone = refineryClone(rig)
    const gitDir = under(clone, '.git')
    const [head, origin, ...operations] = await connection.inspect([
      {op: 'read', path: under(gitDir, 'HEAD'), maxBytes},
      {op: 'read', path: under(gitDir, `${remote}HEAD`), maxBytes},
      ...unfinished.map(([file]) => ({op: 'stat', path: under(gitDir, file)}) as const),
    ])
    const now = head.ok ? parseHead(head.value.toString()) : undefined
    const isUnknown = !now || ('branch' in now && now.branch === noBranch)
    if (isUnknown || operations.some(({ok}) => ok)) return pass()
    const {branch} = await cloneSettings(connection, rig)
    const wanted = branch ?? defaultOf(origin.ok ? parseHead(origin.value.toString()) : undefined)
    if (wanted === undefined || ('branch' in now && now.branch === `refs/heads/${wanted}`)) return pass()
    const found = 'branch' in now ? now.branch.replace(/^refs\/heads\//, '') : `no branch, at ${now.commit.slice(0, 9)}`
    return warn(`The refinery of ${rig.name} is on ${found}, not on ${wanted}`, {
      path: clone,
      hint: `git -C ${clone} checkout ${wanted}`,
    })
  },
}

function defaultOf(head: ReturnType<typeof parseHead>): string | undefined {
  return head && 'branch' in head && head.branch.startsWith(remote) ? head.branch.slice(remote.length) : undefined
}
