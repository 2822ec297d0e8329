import {expect} from 'chai'
import {wrapLines} from '../src/wrap-lines.js'

describe('wrapLines', () => {
  const text = 'Error: this is only here: web/happy holds 1 untracked file'

  it('breaks at blanks, and goes on a little further in', () => {
    expect(wrapLines(text, 40)).to.equal('Error: this is only here: web/happy\n  holds 1 untracked file')
    expect(wrapLines('    next: commit and push it', 20)).to.equal('    next: commit and\n      push it')
  })

  it('leaves what fits, and everything in a pipe', () => {
    expect(wrapLines(text, 80)).to.equal(text)
    expect(wrapLines(text, undefined)).to.equal(text)
  })

  it('keeps a word whole that is wider than the terminal, so that it can be copied', () => {
    const path = '/a/very/long/path/'.repeat(5)
    expect(wrapLines(`see ${path} there`, 40)).to.equal(`see\n  ${path}\n  there`)
  })

  it('counts what is seen: not colours, wide letters twice', () => {
    expect(wrapLines('\u001b[31mError:\u001b[39m no', 9)).to.equal('\u001b[31mError:\u001b[39m no')
    expect(wrapLines('日本 日本', 8)).to.equal('日本\n  日本')
  })
})
