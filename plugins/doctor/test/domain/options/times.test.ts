import {expect} from 'chai'
import {parseDuration, parseSeconds} from '../../../src/domain/options/times.js'

describe('parseDuration', () => {
  for (const [text, milliseconds] of [
    ['60', 60_000],
    ['60s', 60_000],
    ['0.5s', 500],
    ['1.5m', 90_000],
    ['24h', 86_400_000],
  ] as const) {
    it(`takes ${text}`, () => expect(parseDuration('--wait', text)).to.equal(milliseconds))
  }

  for (const text of ['0', '0s', '-1', 'soon', '1e3', '5d', '5 s', '', 'm', '25h', 'constructor']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => parseDuration('--wait', text))
        .to.throw('is no time from')
        .with.property('exit', 2)
    })
  }
})

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
