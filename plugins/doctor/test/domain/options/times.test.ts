import {expect} from 'chai'
import {parseDuration} from '../../../src/domain/options/times.js'

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
