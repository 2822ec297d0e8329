import {expect} from 'chai'
import {parseIndex, parseStatus, printRisk, riskOf} from '../../../src/domain/polecats/work-at-risk.js'
import {workAtRiskError} from '../../../src/domain/polecats/work-at-risk.js'

const oid = 'a'.repeat(40)

describe('parseStatus', () => {
  it('sorts changed, untracked and ignored paths, blanks in them included', () => {
    const text = [
      `1 .M N... 100644 100644 100644 ${oid} ${oid} a b.txt`,
      `1 A. N... 000000 100644 100644 ${oid} ${oid} new`,
      `u UU N... 100644 100644 100644 100644 ${oid} ${oid} ${oid} both sides`,
      '? notes.txt',
      '? inner/',
      '! node_modules/',
      '',
    ].join('\0')
    expect(parseStatus(text)).to.deep.equal({
      changed: ['a b.txt', 'new', 'both sides'],
      submodules: [],
      untracked: ['notes.txt', 'inner/'],
      ignored: ['node_modules/'],
    })
  })

  it('takes a rename as one change', () => {
    const text = `2 R. N... 100644 100644 100644 ${oid} ${oid} R100 to\0from\0? x\0`
    expect(parseStatus(text)).to.deep.include({changed: ['to'], untracked: ['x']})
  })

  it('tells submodules apart', () => {
    expect(parseStatus(`1 .M S.M. 160000 160000 160000 ${oid} ${oid} lib\0`)).to.deep.include({
      changed: [],
      submodules: ['lib'],
    })
  })

  it('sees nothing in nothing', () => {
    expect(parseStatus('')).to.deep.equal({changed: [], submodules: [], untracked: [], ignored: []})
  })
})

describe('parseIndex', () => {
  it('tells hidden entries, submodules and links', () => {
    const text = `H 100644 ${oid} 0\ta\0h 100644 ${oid} 0\tb c\0S 100644 ${oid} 0\td\0H 160000 ${oid} 0\tlib\0H 120000 ${oid} 0\tl\0H 100755 ${oid} 0\tx\0`
    expect(parseIndex(text)).to.deep.equal([
      {path: 'a', oid, isHidden: false, isSubmodule: false, isLink: false, isExecutable: false},
      {path: 'b c', oid, isHidden: true, isSubmodule: false, isLink: false, isExecutable: false},
      {path: 'd', oid, isHidden: true, isSubmodule: false, isLink: false, isExecutable: false},
      {path: 'lib', oid, isHidden: false, isSubmodule: true, isLink: false, isExecutable: false},
      {path: 'l', oid, isHidden: false, isSubmodule: false, isLink: true, isExecutable: false},
      {path: 'x', oid, isHidden: false, isSubmodule: false, isLink: false, isExecutable: true},
    ])
  })
})

describe('riskOf and printRisk', () => {
  it('names one thing in the singular', () => {
    expect(riskOf('untracked', ['a']).map(printRisk)).to.deep.equal(['1 untracked file: a'])
  })

  it('names five of many and counts the rest', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    expect(riskOf('stashed', names).map(printRisk)).to.deep.equal(['7 stashes: a, b, c, d, e and 2 more'])
  })

  it('is no risk when there is nothing', () => {
    expect(riskOf('unpushed', [])).to.deep.equal([])
  })
})

describe('workAtRiskError', () => {
  it('names everything in one line, with exit 1', () => {
    const error = workAtRiskError(
      [
        {what: 'web/a', risks: riskOf('untracked', ['x'])},
        {what: 'web/b', risks: riskOf('unpushed', ['abc fix'])},
      ],
      'push it',
    )
    expect(error.message).to.equal(
      'this is only here: web/a holds 1 untracked file: x. web/b holds 1 unpushed commit: abc fix',
    )
    expect(error).to.include({code: 'GT_WORK_AT_RISK', exit: 1, hint: 'push it'})
  })
})
