import {MemoryConnection, type Tree} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {polecats} from '../../../src/operations/polecats/polecats.js'

const rig = {name: 'a', path: '/t/a', registered: true, configured: true}
const names = async (tree: Tree): Promise<string[]> => polecats(new MemoryConnection(tree), rig)

describe('polecats', () => {
  it('are the folders of a rig that are neither hidden nor the refinery, sorted', async () => {
    const tree = {
      '/t/a/zoe/': '',
      '/t/a/happy/.git/HEAD': '',
      '/t/a/refinery/rig/': '',
      '/t/a/.gastown/config.json': '{}',
      '/t/a/mail/': '',
      '/t/a/notes.md': '',
      '/t/a/link': {link: '/elsewhere'},
    }
    expect(await names(tree)).to.deep.equal(['happy', 'zoe'])
  })

  it('are none where the rig is missing or a file', async () => {
    expect(await names({'/t/': ''})).to.deep.equal([])
    expect(await names({'/t/a': 'file'})).to.deep.equal([])
  })
})
