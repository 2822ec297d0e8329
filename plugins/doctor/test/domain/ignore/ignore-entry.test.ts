import {expect} from 'chai'
import {readEntry} from '../../../src/domain/ignore/ignore-entry.js'

const now = new Date('2026-12-31T12:00:00Z')
const id = 'acme/a'
const reason = 'known'

describe('readEntry', () => {
  for (const [until, expired] of [
    ['2026-12-30', true],
    ['2026-12-31', false],
    ['2027-01-01', false],
    ['2026-12-31T11:59:59Z', true],
    ['2026-12-31T12:00:00.000Z', false],
    ['2026-12-31T13:30:00+02:00', true],
    ['2026-12-31T12:30Z', false],
  ] as const) {
    it(`until ${until} is ${expired ? 'over' : 'to come'}`, () => {
      expect(readEntry({id, reason, until}, 0, now)).to.deep.equal({ok: true, entry: {id, reason, until}, expired})
    })
  }

  for (const [value, problem] of [
    ['acme/a', 'is not an object'],
    [null, 'is not an object'],
    [[id], 'is not an object'],
    [{reason}, 'has no id'],
    [{id: 7, reason}, 'has no id'],
    [{id}, 'gives no reason for acme/a'],
    [{id, reason: ' '}, 'gives no reason for acme/a'],
    [{id, reason, target: ''}, 'of acme/a has a target that names nothing'],
    [{id, reason, target: ['beads']}, 'of acme/a has a target that names nothing'],
    [{id, reason, until: 'soon'}, 'of acme/a has an until that is neither a day nor a time'],
    [{id, reason, until: '2026-02-30'}, 'of acme/a has an until that is neither a day nor a time'],
    [{id, reason, until: '2026-13-01'}, 'of acme/a has an until that is neither a day nor a time'],
    [{id, reason, until: '2026-12-31T12:00:00'}, 'of acme/a has an until that is neither a day nor a time'],
    [{id, reason, until: 20261231}, 'of acme/a has an until that is neither a day nor a time'],
  ] as const) {
    it(`${JSON.stringify(value)} ${problem}`, () => {
      expect(readEntry(value, 3, now)).to.deep.equal({ok: false, problem: `doctor.ignore[3] ${problem}`})
    })
  }
})
