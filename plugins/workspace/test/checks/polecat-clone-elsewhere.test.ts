import {confined} from '@gt-town/connection'
import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {polecatClone} from '../../src/checks/polecat-clone.js'
import {clone} from './trees.js'

const workspace = {root: '/town', configDir: 'mayor'} as const
const rig = {name: 'beads', path: '/town/beads', registered: true, configured: true}
const worktree = {
  '/town/beads/happy/.git': 'gitdir: /elsewhere/.git/worktrees/happy\n',
  '/elsewhere/.git/worktrees/happy/HEAD': 'ref: refs/heads/main\n',
  '/elsewhere/.git/worktrees/happy/commondir': '../..\n',
  ...clone('/elsewhere'),
}

describe('workspace/polecat-clone, on a worktree of a repository elsewhere', () => {
  const signal = new AbortController().signal
  const context = {workspace, rig, rigs: [rig], signal, log: () => undefined}

  it('passes where it can be followed', async () => {
    const connection = new MemoryConnection(worktree)
    expect(await polecatClone.run({...context, connection})).to.deep.equal({status: 'pass'})
  })

  it('skips where the connection does not leave the town', async () => {
    const connection = confined(new MemoryConnection(worktree), '/town')
    const [finding] = [await polecatClone.run({...context, connection})].flat()
    expect(finding).to.include({status: 'skip', message: 'Clone of beads/happy: its HEAD lies outside of the town'})
  })
})
