import {expect} from 'chai'
import {jsonText} from '../src/json-text.js'

describe('jsonText', () => {
  it('is JSON.stringify with two blanks', () => {
    const value = {a: [1, 'é 😀 \n \u001b'], b: null}
    expect(jsonText(value)).to.equal(JSON.stringify(value, null, 2))
  })

  it('writes what a terminal obeys as escapes, and means the same', () => {
    const value = {'\u009b': 'a\u007fb\u0085c\u202ed\u2028'}
    expect(jsonText(value)).to.equal('{\n  "\\u009b": "a\\u007fb\\u0085c\\u202ed\\u2028"\n}')
    expect(JSON.parse(jsonText(value))).to.deep.equal(value)
  })
})
