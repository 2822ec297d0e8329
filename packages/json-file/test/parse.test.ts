import {expect} from 'chai'
import {jsonFlaws, maxJsonBytes, parseJson, parseLoosely, printProblem, type Validator} from '../src/index.js'

const isAny: Validator<unknown> = Object.assign((data: unknown): data is unknown => data !== null, {errors: null})
const bytes = (text: string): Uint8Array => Buffer.from(text)

describe('parseJson', () => {
  const read: Record<string, [string, unknown]> = {
    'comments of both forms': ['// a\n{"b": /* c */ 1} // "d": 2', {b: 1}],
    'trailing commas': ['{"a": [1, 2,], "b": {"c": 3,},}', {a: [1, 2], b: {c: 3}}],
    'a byte order mark': ['\ufeff{"a": 1}', {a: 1}],
    'the key __proto__': ['{"__proto__": {"a": 1}, /**/}', JSON.parse('{"__proto__": {"a": 1}}')],
    'what looks like a comment in a string': ['{"a": "http://b"}', {a: 'http://b'}],
  }
  for (const [what, [text, value]] of Object.entries(read)) {
    it(`reads ${what}`, async () => {
      expect(await parseJson(bytes(text), isAny)).to.deep.equal({ok: true, value})
      expect(await parseLoosely(bytes(text))).to.deep.equal(value)
    })
  }

  const refused: Record<string, [string | Uint8Array, RegExp]> = {
    'a comma too many': ['{"a": 1,,}', /^line 1, column 9: /],
    'a comma alone': ['{,}', /^line 1, column 2: /],
    'a mistake behind a comment': ['// a\n{"b": 1 "c": 2}', /^line 2, column 9: comma expected$/],
    'an unclosed comment': ['{"a": 1} /*', /^line 1, column 10: unexpected end of comment$/],
    'bare keys': ['{a: 1}', /^line 1, column 2: invalid symbol$/],
    'NUL bytes': ['{"a": 1}\0', /^line 1, column 9: invalid symbol$/],
    'nesting without end': ['['.repeat(100_000), /^line 1, column 501: it is nested too deeply: more than 500 levels$/],
    'nesting that ends': [`${'['.repeat(1e5)}${']'.repeat(1e5)}`, /nested too deeply/],
    'a million keys': [
      `{${'"a":1,'.repeat(600_000)}"b":1}`,
      /^line 1, column \d+: it has too many keys: more than 50000$/,
    ],
    'more than 4 MiB': [Buffer.alloc(maxJsonBytes + 1, ' '), /^line 1, column 1: the file is larger than 4 MiB$/],
    'UTF-16': [Buffer.from('\ufeff{}', 'utf16le'), /the file is not UTF-8 text but UTF-16$/],
  }
  for (const [what, [text, problem]] of Object.entries(refused)) {
    it(`refuses ${what} at once`, async () => {
      const given = typeof text === 'string' ? bytes(text) : text
      const parsed = await parseJson(given, isAny)
      expect(parsed.ok ? '' : printProblem(parsed.problem)).to.match(problem)
      expect(await parseLoosely(given)).to.equal(undefined)
    })
  }
})

describe('jsonFlaws', () => {
  for (const [text, flaws] of [
    ['{"a": "b: // c", "d": [{"e": 1}]}', []],
    ['{"a": 1} // b', ['has comments or trailing commas']],
    ['\ufeff{"a": 1,}', ['has comments or trailing commas', 'begins with a byte order mark (BOM)']],
    ['{"a": {"b": 1, "b": 2}, "c": 3, "c": 4}', ['has a key more than once: a.b, c']],
    ['[{"a": 1, "a": 1}] // b', ['has comments or trailing commas', 'has a key more than once: 0.a']],
  ] as const) {
    it(`of ${JSON.stringify(text)}: ${flaws.join(' and ') || 'none'}`, async () => {
      expect(await jsonFlaws(bytes(text))).to.deep.equal(flaws)
    })
  }
})
