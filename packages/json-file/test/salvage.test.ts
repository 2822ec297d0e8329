import {expect} from 'chai'
import {salvageJson} from '../src/index.js'

const cases: {text: string; kept: unknown; dropped?: string[]}[] = [
  {text: '{"a":1,"b":[1,{"c":2}]}', kept: {a: 1, b: [1, {c: 2}]}},
  {text: '{"a":1,"b":"cut off in the mid', kept: {a: 1}, dropped: ['b']},
  {text: '{"a":1,"b":{"c":2,"d":{"e":3,"f":', kept: {a: 1, b: {c: 2, d: {e: 3}}}, dropped: ['b.d.f']},
  {text: '{"a":1,"b":[1,2', kept: {a: 1}, dropped: ['b']},
  {text: '{"a":[1,2]', kept: {a: [1, 2]}},
  {text: '{"a":1,,"b":2}', kept: {a: 1, b: 2}},
  {text: '{"a":1,"b":12', kept: {a: 1}, dropped: ['b']},
  {text: '{"a":1,"b":12\n', kept: {a: 1, b: 12}},
  {text: '{"a":1,"b":"whole"', kept: {a: 1, b: 'whole'}},
  {text: '{"__proto__":{"x":1},"a":1,', kept: JSON.parse('{"__proto__":{"x":1},"a":1}')},
  {text: '[1,2]', kept: [1, 2]},
  {text: '"text"', kept: 'text'},
  {text: 'nonsense', kept: undefined},
  {text: '', kept: undefined},
  {text: '{"m":{"e":{"h":"e" "p":22},"w":{"h":"w"}}}', kept: {m: {e: {h: 'e', p: 22}, w: {h: 'w'}}}},
  {text: '{"a":["b" "c"]}', kept: {a: ['b', 'c']}},
  {text: '{"p":2 2,"q":1}', kept: {q: 1}, dropped: ['p']},
  {text: '{"p":12ab,"q":1}', kept: {q: 1}, dropped: ['p']},
  {text: '{"a":"open,\n"b":1}', kept: {b: 1}, dropped: ['a']},
  {text: '{"a":,"b":1}', kept: {b: 1}, dropped: ['a']},
  {text: '{"a" 1,"b":1}', kept: {b: 1}, dropped: ['a']},
  {text: '{"a":True,"b":1}', kept: {b: 1}, dropped: ['a']},
  {text: "{a:1,'b':'it is: \\'c\\'',d_e-f:{g:'{'}}", kept: {a: 1, b: "it is: 'c'", 'd_e-f': {g: '{'}}},
  {text: '{"a":1}}, "b":{"c":1}}', kept: {a: 1}, dropped: ['b', 'c']},
  {text: '{"a":1} /* "b": 2 */ /* "c": 3', kept: {a: 1}, dropped: ['c']},
  {text: '{"a":1,"b\0":2,"c":"\0","d":4}\0\0\0', kept: {a: 1, d: 4}, dropped: ['b\0', 'c']},
  {text: '{"a":"tab\there"}', kept: {a: 'tab\there'}},
  {text: '{"a":"C:\\dir","b":1}', kept: {b: 1}, dropped: ['a']},
  {text: '{"a":1,"a":2,"b":{"c":1},"b":{"d":1}}', kept: {a: 2, b: {d: 1}}, dropped: ['a', 'b.c']},
  {text: `{"a":1,"b":${'['.repeat(100_000)}`, kept: {a: 1}, dropped: ['b']},
  {text: `{"a":1,"b":${'['.repeat(1000)}${']'.repeat(1000)},"c":3}`, kept: {a: 1}, dropped: ['b', 'c']},
]

const named = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)

describe('salvageJson', () => {
  for (const {text, kept, dropped = []} of cases) {
    it(`keeps ${kept === undefined ? 'nothing' : JSON.stringify(kept)} of ${named(text)}`, async () => {
      const salvaged = await salvageJson(Buffer.from(text))
      expect(salvaged.value).to.deep.equal(kept)
      expect(salvaged.missingFrom(kept).names).to.deep.equal(dropped)
    })
  }

  it('names what a document made of it does not say', async () => {
    const {missingFrom} = await salvageJson(Buffer.from('{"version":7,"m":{"a":{"x":1},"b":[1]},"n":null}'))
    expect(missingFrom({version: 1, m: {a: {}, b: [2]}, n: null, o: 1}).names).to.deep.equal([
      'version',
      'm.a.x',
      'm.b',
    ])
    expect(missingFrom([]).names).to.deep.equal(['all of it'])
  })

  it('loses only the strings that are not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":1,"b":"M'), Buffer.from([0xfc]), Buffer.from('ller","c":"é"}')])
    const salvaged = await salvageJson(bytes)
    expect(salvaged.value).to.deep.equal({a: 1, c: 'é'})
    expect(salvaged.missingFrom(salvaged.value).names).to.deep.equal(['b'])
  })

  it('reads UTF-16 that says so', async () => {
    const text = '\ufeff{"a":"é"}'
    expect((await salvageJson(Buffer.from(text, 'utf16le'))).value).to.deep.equal({a: 'é'})
    expect((await salvageJson(Buffer.from(text, 'utf16le').swap16())).value).to.deep.equal({a: 'é'})
  })

  for (const [what, text] of Object.entries({
    mistakes: '@ , '.repeat(500_000),
    quotes: `' " `.repeat(500_000),
    comments: '/* '.repeat(700_000),
    keys: `{${Array.from({length: 150_000}, (_, index) => `"k${index}":1,`).join('')}`,
  })) {
    it(`is quick with a text of nothing but ${what}`, async () => {
      const started = performance.now()
      const salvaged = await salvageJson(Buffer.from(text))
      const {names} = salvaged.missingFrom(salvaged.value)
      expect(names.length).to.be.at.most(200)
      expect(performance.now() - started).to.be.below(15_000)
    })
  }
})
