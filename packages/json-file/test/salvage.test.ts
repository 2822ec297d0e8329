import {expect} from 'chai'
import {salvageJson} from '../src/index.js'

const cases: {text: string; kept: unknown}[] = [
  {text: '{"a":1,"b":[1,{"c":2}]}', kept: {a: 1, b: [1, {c: 2}]}},
  {text: '{"a":1,"b":"cut off in the mid', kept: {a: 1}},
  {text: '{"a":1,"b":{"c":2,"d":{"e":3,"f":', kept: {a: 1, b: {c: 2, d: {e: 3}}}},
  {text: '{"a":1,"b":[1,2', kept: {a: 1}},
  {text: '{"a":1,,"b":2}', kept: {a: 1}},
  {text: '{"a":1,"b":12', kept: {a: 1}},
  {text: '{"a":1,"b":"whole"', kept: {a: 1, b: 'whole'}},
  {text: '{"__proto__":{"x":1},"a":1,', kept: JSON.parse('{"__proto__":{"x":1},"a":1}')},
  {text: '[1,2]', kept: [1, 2]},
  {text: '"text"', kept: 'text'},
  {text: 'nonsense', kept: undefined},
  {text: '', kept: undefined},
]

describe('salvageJson', () => {
  for (const {text, kept} of cases) {
    it(`keeps ${kept === undefined ? 'nothing' : JSON.stringify(kept)} of ${JSON.stringify(text)}`, async () => {
      expect(await salvageJson(Buffer.from(text))).to.deep.equal(kept)
    })
  }

  it('keeps nothing of bytes that are not UTF-8', async () => {
    expect(await salvageJson(Buffer.from([0x7b, 0xff, 0x7d]))).to.equal(undefined)
  })
})
