import {expect} from 'chai'
import {MemoryConnection, type Tree} from '@gt-town/contract-testing'
import {rebuildFile, rebuildJson} from '../src/rebuild.js'
import type {Validator} from '../src/validator.js'

interface Note {
  version: 1
}
const isNote: Validator<Note> = Object.assign(
  (data: unknown): data is Note => typeof data === 'object' && data !== null && 'version' in data && data.version === 1,
  {errors: null},
)
const path = '/town/note.json'
const make = (broken: unknown): Note => ({version: 1, ...(broken === undefined ? {} : {seen: broken})})

const besides = async (connection: MemoryConnection): Promise<string[]> =>
  (await connection.listDir('/town')).map(({name}) => name).filter((name) => name.includes('.corrupt-'))

describe('rebuildJson', () => {
  it('leaves a valid file alone, unless it must be more than that', async () => {
    const connection = new MemoryConnection({[path]: '{"version":1}'})
    await rebuildJson(connection, path, isNote, make)
    expect((await connection.readFile(path)).toString()).to.equal('{"version":1}')
    await rebuildJson(connection, path, isNote, make, () => false)
    expect((await connection.readFile(path)).toString()).to.include('seen')
    expect(await besides(connection)).to.have.length(1)
  })

  it('makes a missing one, and keeps nothing beside it', async () => {
    const connection = new MemoryConnection({'/town/': ''})
    await rebuildJson(connection, path, isNote, make)
    expect((await connection.readFile(path)).toString()).to.equal('{\n  "version": 1\n}\n')
    expect(await besides(connection)).to.deep.equal([])
  })

  it('keeps a broken one beside it, byte by byte, and passes on what can be read of it', async () => {
    const connection = new MemoryConnection({[path]: '{"a":1,"b"'})
    await rebuildJson(connection, path, isNote, make)
    expect(JSON.parse((await connection.readFile(path)).toString())).to.deep.equal({version: 1, seen: {a: 1}})
    const [kept = ''] = await besides(connection)
    expect((await connection.readFile(`/town/${kept}`)).toString()).to.equal('{"a":1,"b"')
  })
})

describe('rebuildFile', () => {
  const inTheWay: Record<string, Tree> = {
    'a folder': {[`${path}/mine`]: 'text'},
    'a link that leads nowhere': {[path]: {link: '/nowhere'}},
  }
  for (const [what, tree] of Object.entries(inTheWay)) {
    it(`moves ${what} aside`, async () => {
      const connection = new MemoryConnection(tree)
      await rebuildFile(connection, path, (old) => (old ? undefined : 'new'))
      expect((await connection.readFile(path)).toString()).to.equal('new')
      const [kept = ''] = await besides(connection)
      expect((await connection.stat(`/town/${kept}`, {follow: false})).type).not.to.equal('file')
    })
  }
})
