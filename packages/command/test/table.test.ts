import {expect} from 'chai'
import {narrowTable, table} from '../src/table.js'

const rows = [
  ['ID', 'TITLE'],
  ['a/long-one', 'All is well'],
  ['b', '好'],
]

describe('narrowTable', () => {
  const whole = 'ID          TITLE\na/long-one  All is well\nb           好'
  it('is a table where there is room, and in a pipe', () => {
    expect([narrowTable(rows, 23), narrowTable(rows, undefined)]).to.deep.equal([whole, whole])
  })

  it('puts the last column below where there is not', () => {
    expect(narrowTable(rows, 22)).to.equal('ID\n    TITLE\na/long-one\n    All is well\nb\n    好')
  })
})

describe('table', () => {
  it('aligns by what a terminal shows, and leaves no blanks at the end', () => {
    const rows = [
      ['RIG', 'URL', 'STATE'],
      ['漢字', 'x', ''],
      ['web', 'a long one', 'ok'],
    ]
    expect(table(rows)).to.equal('RIG   URL         STATE\n漢字  x\nweb   a long one  ok')
  })
})
