import {expect} from 'chai'
import {GtError, isGtError} from '@gt-town/contract'
import {MemoryConnection} from '@gt-town/contract-testing'
import {NameMap, type NameMapDocument} from '../src/name-map.js'
import type {Validator} from '../src/validator.js'

type Document = NameMapDocument<'rigs', {url: string}>

const isDocument: Validator<Document> = Object.assign(
  (data: unknown): data is Document => {
    const {version, rigs, mood} = (data ?? {}) as Record<string, unknown>
    const isMap = typeof rigs === 'object' && rigs !== null && !Array.isArray(rigs)
    const urls = isMap ? Object.values(rigs as Record<string, {url?: unknown} | null>) : []
    const isFine = version === 1 && isMap && mood !== 'bad' && urls.every((entry) => typeof entry?.url === 'string')
    isDocument.errors = isFine ? null : [{instancePath: '', keyword: 'shape', params: {}}]
    return isFine
  },
  {errors: null},
)

const path = '/town/rigs.json'
const missing = (file: string): GtError => new GtError('GT_FILE_MISSING', `${file} is missing`)
const strict = new NameMap<'rigs', {url: string}>({key: 'rigs', kind: 'rig', validate: isDocument, missing})
const lax = new NameMap<'rigs', {url: string}>({key: 'rigs', kind: 'rig', validate: isDocument, missing: 'empty'})
const withRigs = (rigs: object): MemoryConnection => new MemoryConnection({[path]: JSON.stringify({version: 1, rigs})})
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (isGtError(error) ? error.code : String(error)),
  )

describe('NameMap', () => {
  it('reads what is there', async () => {
    expect(await strict.read(withRigs({a: {url: 'x'}}), path)).to.deep.equal({version: 1, rigs: {a: {url: 'x'}}})
    expect(await codeOf(strict.read(new MemoryConnection({[path]: '{'}), path))).to.equal('GT_FILE_CORRUPT')
  })

  it('takes a missing file for an error or for an empty map', async () => {
    const nothing = new MemoryConnection({'/town/': ''})
    expect(await codeOf(strict.read(nothing, path))).to.equal('GT_FILE_MISSING')
    expect(await codeOf(strict.add(nothing, path, 'a', {url: 'x'}))).to.equal('GT_FILE_MISSING')
    expect(await lax.read(nothing, path)).to.deep.equal({version: 1, rigs: {}})
    expect(await lax.add(nothing, path, 'a', {url: 'x'})).to.equal(undefined)
    expect(await lax.read(nothing, path)).to.deep.equal({version: 1, rigs: {a: {url: 'x'}}})
  })

  it('adds a name once, whatever its case', async () => {
    const connection = withRigs({Beads: {url: 'x'}})
    expect(await strict.add(connection, path, 'beads', {url: 'y'})).to.equal('Beads')
    expect(await strict.add(connection, path, 'Beads', {url: 'y'})).to.equal('Beads')
    expect(await strict.read(connection, path)).to.deep.equal({version: 1, rigs: {Beads: {url: 'x'}}})
  })

  it('keeps all of many that are added at once', async () => {
    const connection = withRigs({})
    const names = Array.from({length: 16}, (_, index) => `rig${index}`)
    await Promise.all(names.map(async (name) => strict.add(connection, path, name, {url: name})))
    expect(Object.keys((await strict.read(connection, path)).rigs).sort()).to.deep.equal([...names].sort())
  })

  it('removes what is there and nothing else', async () => {
    const connection = withRigs({a: {url: 'x'}, b: {url: 'y'}})
    for (const name of ['a', 'c', 'toString'])
      await strict.update(connection, path, (document) => strict.unset(document, name))
    expect(await strict.read(connection, path)).to.deep.equal({version: 1, rigs: {b: {url: 'y'}}})
  })

  it('passes on what the decision throws, and writes nothing then', async () => {
    const connection = withRigs({a: {url: 'x'}})
    const refuse = async (): Promise<never> => {
      throw new GtError('GT_NOT_FOUND', 'something else is missing')
    }
    expect(await codeOf(strict.update(connection, path, refuse))).to.equal('GT_NOT_FOUND')
    expect(await strict.read(connection, path)).to.deep.equal({version: 1, rigs: {a: {url: 'x'}}})
  })

  it('rebuilds from what can still be read, which beats what is found elsewhere', () => {
    const broken = {
      version: 7,
      mine: true,
      mood: 'bad',
      rigs: {a: {url: 'x', added: 1}, A: {url: 'z'}, b: {url: 1}, '../c': {url: 'y'}, mayor: {url: 'y'}},
    }
    const rebuilt = strict.rebuilt(broken, {a: {url: 'found'}, b: {url: 'found'}})
    expect(rebuilt).to.deep.equal({version: 1, mine: true, rigs: {a: {url: 'x', added: 1}, b: {url: 'found'}}})
    expect(Object.keys(rebuilt)).to.deep.equal(['version', 'rigs', 'mine'])
    for (const nothing of [undefined, null, [], 'text', {rigs: 1}])
      expect(strict.rebuilt(nothing)).to.deep.equal({version: 1, rigs: {}})
  })
})
