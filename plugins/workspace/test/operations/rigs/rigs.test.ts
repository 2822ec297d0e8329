import type {Workspace} from '@gt-town/contract'
import {MemoryConnection, type Tree} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {rigs} from '../../../src/operations/rigs/rigs.js'
import {town} from '../../towns.js'

const workspace: Workspace = {root: '/t', configDir: 'mayor'}
const registry = (projects: object): Tree => ({'/t/mayor/state.json': JSON.stringify({version: 1, projects})})
const rig = (url: string): string => JSON.stringify({type: 'rig', git_url: url})
const listed = {git_url: 'https://example.org/a', added_at: '2026-01-15T10:30:00Z'}

describe('rigs', () => {
  it('are none in a new town', async () => {
    expect(await rigs(new MemoryConnection(town('/t')), workspace)).to.deep.equal([])
  })

  it('are those registered and those that say so, sorted, in two round trips', async () => {
    const connection = new MemoryConnection({
      ...town('/t'),
      ...registry({web: listed, alpha: listed}),
      '/t/web/.gastown/config.json': rig('https://example.org/web'),
      '/t/beads/.gastown/config.json': rig('https://example.org/beads'),
      '/t/notes/todo.md': 'none of ours',
    })
    expect(await rigs(connection, workspace)).to.deep.equal([
      {name: 'alpha', path: '/t/alpha', registered: true, configured: false, gitUrl: 'https://example.org/a'},
      {name: 'beads', path: '/t/beads', registered: false, configured: true, gitUrl: 'https://example.org/beads'},
      {
        ...{name: 'web', path: '/t/web', registered: true, configured: true, gitUrl: 'https://example.org/web'},
        registeredUrl: 'https://example.org/a',
      },
    ])
    expect(connection.roundTrips).to.equal(2)
  })

  const names = async (tree: Tree): Promise<string[]> =>
    (await rigs(new MemoryConnection({...town('/t'), ...tree}), workspace)).map(({name}) => name)

  it('include an unregistered one whose configuration is broken, if it has a refinery', async () => {
    expect(await names({'/t/a/.gastown/config.json': '{', '/t/a/refinery/': ''})).to.deep.equal(['a'])
    expect(await names({'/t/a/.gastown/config.json': '{'})).to.deep.equal([])
  })

  it('are no towns inside this one, no links elsewhere, nothing with a name no rig may have', async () => {
    const elsewhere = {'/other/.gastown/config.json': rig('x'), '/t/link': {link: '/other'}}
    expect(await names({...town('/t/in', '.gastown'), ...elsewhere})).to.deep.equal([])
    expect(
      await names({'/t/local/.gastown/config.json': rig('x'), '/t/a b/.gastown/config.json': rig('x')}),
    ).to.deep.equal([])
  })

  it('include a registered link, so that a rig may lie on another disk', async () => {
    const tree = {...registry({a: listed}), '/disk/a/.gastown/config.json': rig('x'), '/t/a': {link: '/disk/a'}}
    expect(await names(tree)).to.deep.equal(['a'])
  })

  for (const [what, text] of Object.entries({
    'is not JSON': '{"version":1,',
    'has a wrong version': '{"version":3,"projects":{}}',
    'names a path': '{"version":1,"projects":{"../x":{"git_url":"y"}}}',
  })) {
    it(`go by the folders where the registry ${what}, unless strict`, async () => {
      const tree = {'/t/mayor/state.json': text, '/t/a/.gastown/config.json': rig('x')}
      expect(await names(tree)).to.deep.equal(['a'])
      const error = await failure({...town('/t'), ...tree})
      expect(error).to.include({code: 'GT_FILE_CORRUPT'})
      expect(error?.message).to.match(/\/t\/mayor\/state\.json is corrupt, line 1, column \d+/)
    })
  }

  it('go by the folders where the registry is gone, unless strict', async () => {
    const tree = {'/t/mayor/boss/': '', '/t/a/.gastown/config.json': rig('x')}
    expect((await rigs(new MemoryConnection(tree), workspace)).map(({name}) => name)).to.deep.equal(['a'])
    expect(await failure(tree)).to.include({code: 'GT_STATE_MISSING'})
  })
})

async function failure(tree: Tree): Promise<Error | undefined> {
  return rigs(new MemoryConnection(tree), workspace, {strict: true}).then(
    () => undefined,
    (error: unknown) => error as Error,
  )
}
