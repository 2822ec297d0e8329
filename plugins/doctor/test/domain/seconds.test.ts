import {expect} from 'chai'
import {parseSeconds} from '../../src/domain/seconds.js'

describe('parseSeconds', () => {
  for (const [text, milliseconds] of [
    ['10', 10_000],
    ['0.5', 500],
    ['0.0001', 1],
    ['86400', 86_400_000],
  ] as const) {
    it(`takes ${text}`, () => expect(parseSeconds(text)).to.equal(milliseconds))
  }

  for (const text of ['0', '-1', 'soon', '1e3', 'Infinity', '', ' 5', '86401']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseSeconds(text))
        .to.throw('is no number of seconds')
        .with.property('exit', 2)
    })
  }

  it('takes nothing for nothing', () => expect(parseSeconds(undefined)).to.equal(undefined))
})
