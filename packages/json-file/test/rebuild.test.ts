import {expect} from 'chai'
import {MemoryConnection, type Tree} from '@gt-town/contract-testing'
import {mergeSalvaged} from '../src/merge-salvaged.js'
import {parseJson} from '../src/parse.js'
import {printRebuilt, rebuildFile, rebuildJson} from '../src/rebuild.js'
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

describe('what rebuildJson says', () => {
  const toldOf = async (text: string | Uint8Array): Promise<{told: string[]; now: string}> => {
    const connection = new MemoryConnection({'/town/': ''})
    await connection.writeFile(path, text)
    const rebuilt = await rebuildJson(connection, path, isNote, (broken) => mergeSalvaged(isNote, {version: 1}, broken))
    const told = rebuilt ? printRebuilt(rebuilt, '/town').map((line) => line.replace(/-\w+Z$/, '-TIME')) : []
    return {told, now: (await connection.readFile(path)).toString()}
  }

  for (const [text, lines, now] of [
    ['{"version": 1}', [], '{"version": 1}'],
    ['{"version": 1,} // a', ['every key is kept; the original is note.json.corrupt-TIME'], '{\n  "version": 1\n}\n'],
    ['\ufeff{"version": 1}', ['every key is kept; the original is note.json.corrupt-TIME'], '{"version": 1}'],
    [
      '{"version": 1 "a": 2}',
      ['every key is kept; the original is note.json.corrupt-TIME'],
      '{\n  "version": 1,\n  "a": 2\n}\n',
    ],
    [
      '{"version": 3.5, "a": {"b": "c',
      ['dropped version, a.b; the original is note.json.corrupt-TIME'],
      '{\n  "version": 1,\n  "a": {}\n}\n',
    ],
    ['@', ['nothing of it could be read; the original is note.json.corrupt-TIME'], '{\n  "version": 1\n}\n'],
  ] as const) {
    it(`of ${JSON.stringify(text)}`, async () => {
      expect(await toldOf(text)).to.deep.equal({told: lines, now})
    })
  }

  it('of a file that is too large', async () => {
    const large = 'x'.repeat(5 * 1024 * 1024)
    const {told, now} = await toldOf(JSON.stringify({a: 1, b: {c: large, d: 2}, e: large, version: 1}))
    expect(told).to.deep.equal(['dropped b.c, e; the original is note.json.corrupt-TIME'])
    expect(JSON.parse(now)).to.deep.equal({version: 1, a: 1, b: {d: 2}})
    const far = await toldOf(Buffer.alloc(17 * 1024 * 1024, ' '))
    expect(far.told).to.deep.equal(['nothing of it could be read; the original is note.json.corrupt-TIME'])
  })

  it('of a file with too many keys, and what it makes of it can be read', async () => {
    const {told, now} = await toldOf(`{${Array.from({length: 60_000}, (_, at) => `"k${at}":1`).join()},"version":1}`)
    expect((await parseJson(Buffer.from(now), isNote)).ok).to.equal(true)
    expect(told.at(-1)).to.match(/^dropped \d+ more; the original is /)
  })

  it('names many keys in several lines, each with the place', async () => {
    const {told} = await toldOf(`{"version": 1, ${Array.from({length: 225}, (_, at) => `"k${at}": @`).join(', ')}}`)
    expect(told).to.have.length(21)
    expect(told[1]).to.equal(
      'dropped k10, k11, k12, k13, k14, k15, k16, k17, k18, k19; the original is note.json.corrupt-TIME',
    )
    expect(told.at(-1)).to.equal('dropped 25 more; the original is note.json.corrupt-TIME')
  })
})
