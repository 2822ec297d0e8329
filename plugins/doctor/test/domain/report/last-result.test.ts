import {expect} from 'chai'
import {isWorthSaving, type LastResult} from '../../../src/domain/report/last-result.js'
import {lastResultSection} from '../../../src/render/last-result.js'

const summary = {checks: 3, passed: 3, failed: 0, warned: 0, skipped: 0, errored: 0, fixed: 0, issues: 0, ignored: 0}
const noted: LastResult = {version: 1, at: '2026-01-01T12:00:00.000Z', exit_code: 0, summary}

describe('isWorthSaving', () => {
  for (const [title, later, worth] of [
    ['the same a moment later', {at: '2026-01-01T12:09:59.000Z'}, false],
    ['the same ten minutes later', {at: '2026-01-01T12:10:00.000Z'}, true],
    ['the same from before the clock was set back', {at: '2026-01-01T11:59:00.000Z'}, true],
    ['another exit code', {exit_code: 1}, true],
    ['another summary', {summary: {...summary, warned: 1}}, true],
  ] as const) {
    it(`${title}: ${worth}`, () => expect(isWorthSaving({...noted, ...later}, noted)).to.equal(worth))
  }
  it('nothing noted yet: true', () => expect(isWorthSaving(noted, undefined)).to.equal(true))
})

describe('lastResultSection', () => {
  for (const [now, change, words] of [
    ['2026-01-01T12:00:59Z', {}, 'no issues, just now'],
    ['2026-01-01T12:59:59Z', {summary: {...summary, failed: 1}}, '1 issue, 59 min ago'],
    ['2026-01-01T14:10:00Z', {summary: {...summary, failed: 2, warned: 1}}, '3 issues, 2 h ago'],
    [
      '2026-01-09T12:00:00Z',
      {exit_code: 4, summary: {...summary, errored: 2}},
      'no issues, 2 could not be told, a fix failed, 8 days ago',
    ],
  ] as const) {
    it(`says: ${words}`, () => {
      expect(lastResultSection({...noted, ...change}, new Date(now)).rows).to.deep.equal([[words]])
    })
  }
})
