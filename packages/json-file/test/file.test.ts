import {expect} from 'chai'
import {isGtError} from '@gt-town/contract'
import {MemoryConnection} from '@gt-town/contract-testing'
import {parseJson} from '../src/parse.js'
import type {Validator} from '../src/validator.js'
import {readJson, updateJson} from '../src/file.js'

interface Town {
  version: 1
  rigs: Record<string, string>
}

const isTown: Validator<Town> = Object.assign(
  (data: unknown): data is Town => {
    isTown.errors = null
    const {version, rigs} = (data ?? {}) as {version?: unknown; rigs?: unknown}
    if (version !== 1) isTown.errors = [{instancePath: '/version', keyword: 'const', params: {allowedValue: 1}}]
    else if (typeof rigs !== 'object')
      isTown.errors = [{instancePath: '/rigs', keyword: 'type', message: 'must be object', params: {}}]
    return isTown.errors === null
  },
  {errors: null},
)

const path = '/town/state.json'
const odd = `{
    "version": 1,   "big": 12345678901234567890,
\t"rigs": {"b": "x"},
    "mine": {"__proto__": 1, "z": [1,2 , 3]}
}
`

describe('readJson', () => {
  const problems: [string, string | Uint8Array, string][] = [
    ['an empty file', '', 'line 1, column 1: the file is empty, a JSON object was expected'],
    ['a truncated file', '{\n  "version": 1,\n  "rigs": {', 'line 3, column 12: '],
    ['a wrong value', '{\n  "version": 2,\n  "rigs": {}\n}', 'line 2, column 14: version must be 1'],
    ['a missing comma', '{\n  "version": 1\n  "rigs": {}\n}', 'line 3, column 3: comma expected'],
    ['bytes that are not UTF-8', new Uint8Array([0xff, 0xfe]), 'line 1, column 1: the file is not UTF-8 text'],
    ['a document that is no object', 'null', 'line 1, column 1: '],
  ]
  for (const [what, text, problem] of problems) {
    it(`names the file and the place of ${what}`, async () => {
      const connection = new MemoryConnection({'/town/': ''})
      await connection.writeFile(path, text)
      const error = await readJson(connection, path, isTown).catch((thrown: unknown) => thrown)
      expect(isGtError(error, 'GT_FILE_CORRUPT')).to.equal(true)
      expect((error as Error).message).to.contain(`${path} is corrupt, ${problem}`)
    })
  }
})

describe('updateJson', () => {
  it('changes the edited place and leaves every other byte alone', async () => {
    const connection = new MemoryConnection({[path]: odd})
    await updateJson(connection, path, isTown, () => [{at: ['rigs', 'a'], value: 'y'}])
    const text = (await connection.readFile(path)).toString()
    expect(text).to.contain('"version": 1,   "big": 12345678901234567890,\n')
    expect(text).to.contain('"mine": {"__proto__": 1, "z": [1,2 , 3]}\n}\n')
    expect(JSON.parse(text)).to.have.property('rigs').that.deep.equals({b: 'x', a: 'y'})
  })

  it('removes a place whose value is undefined', async () => {
    const connection = new MemoryConnection({[path]: odd})
    const after = await updateJson(connection, path, isTown, () => [{at: ['rigs', 'b'], value: undefined}])
    expect(after.rigs).to.deep.equal({})
  })

  it('writes nothing when there is nothing to change', async () => {
    const connection = new MemoryConnection({[path]: odd})
    await updateJson(connection, path, isTown, () => [])
    expect((await connection.readFile(path)).toString()).to.equal(odd)
  })

  it('refuses a corrupt file and an edit that would make one, and writes nothing', async () => {
    const corrupt = new MemoryConnection({[path]: '{'})
    const sound = new MemoryConnection({[path]: odd})
    for (const [connection, text] of [
      [corrupt, '{'],
      [sound, odd],
    ] as const) {
      const error = await updateJson(connection, path, isTown, () => [{at: ['version'], value: 2}]).catch(
        (thrown: unknown) => thrown,
      )
      expect(isGtError(error, 'GT_FILE_CORRUPT')).to.equal(true)
      expect((await connection.readFile(path)).toString()).to.equal(text)
    }
  })

  it('loses no change of twenty that come at once', async () => {
    const connection = new MemoryConnection({[path]: '{"version": 1, "rigs": {}}'})
    const names = Array.from({length: 20}, (_, index) => `rig${index}`)
    await Promise.all(
      names.map(async (name) => updateJson(connection, path, isTown, () => [{at: ['rigs', name], value: name}])),
    )
    const {rigs} = await readJson(connection, path, isTown)
    expect(Object.keys(rigs).sort()).to.deep.equal(names.sort())
  })
})

describe('FileCorruptError', () => {
  for (const [text, hint] of [
    ['{"version":1}', /gt doctor --fix/],
    ['{"version":2,"towns":{}}', /update gt/],
  ] as const) {
    it(`says what to do about ${text}`, async () => {
      const error: unknown = await readJson(new MemoryConnection({[path]: text}), path, isTown).catch(
        (thrown: unknown) => thrown,
      )
      expect(isGtError(error, 'GT_FILE_CORRUPT') && error.hint).to.match(hint)
    })
  }
})

describe('parseJson', () => {
  it('gives the value of a sound document', async () => {
    const parsed = await parseJson(new TextEncoder().encode('{"version":1,"rigs":{}}'), isTown)
    expect(parsed).to.deep.equal({ok: true, value: {version: 1, rigs: {}}})
  })
})
