import {expect} from 'chai'
import {mailSettings, retryDelayMs, senselessSettings} from '../../src/domain/mail-settings.js'
import {parseTimeLimit} from '../../src/domain/time-limit.js'

describe('the settings of mail', () => {
  it('have defaults, for what makes no sense too', () => {
    const usual = {retryFirstMs: 5000, retryLongestMs: 300_000, expireMs: 432_000_000}
    for (const settings of [
      undefined,
      null,
      7,
      {},
      {expire_days: -1, retry_first_seconds: 'x', retry_longest_seconds: 0},
    ]) {
      expect(mailSettings(settings)).to.deep.equal(usual)
    }
    expect(mailSettings({expire_days: 1, retry_first_seconds: 900})).to.deep.equal({
      ...{retryFirstMs: 900_000, retryLongestMs: 900_000, expireMs: 86_400_000},
    })
    expect(senselessSettings({expire_days: -1, retry_first_seconds: 1, other: 'x'})).to.deep.equal(['expire_days'])
  })

  it('double the time between tries up to the longest, less up to a quarter', () => {
    const delays = [1, 2, 3, 6, 7, 60, 1e9].map((failures) => retryDelayMs(mailSettings({}), failures, 0) / 1000)
    expect(delays).to.deep.equal([5, 10, 20, 160, 300, 300, 300])
    expect(retryDelayMs(mailSettings({}), 1, 1)).to.equal(3750)
  })
})

describe('a time limit', () => {
  it('is a number with a unit', () => {
    expect(['90', '90s', '30m', '2h', '5d', '0'].map((text) => parseTimeLimit(text, '--timeout') / 1000)).to.deep.equal(
      [...[90, 90, 1800, 7200, 432_000, 0]],
    )
    for (const text of ['', 'x', '-1', '1.5', '1w', '999999999d', ' 1']) {
      expect(() => parseTimeLimit(text, '--timeout'), text)
        .to.throw()
        .and.include({code: 'GT_USAGE', exit: 2})
    }
  })
})
