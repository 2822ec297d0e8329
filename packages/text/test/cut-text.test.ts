import {cutLines, cutText, maxLines, maxTextLength} from '../src/cut-text.js'
import {expect} from 'chai'

describe('cutText', () => {
  it('leaves what is short as it is', () => {
    expect(cutText('x'.repeat(maxTextLength))).to.equal('x'.repeat(maxTextLength))
  })
  it('says how much there was', () => {
    expect(cutText('x'.repeat(1_000_000))).to.equal(`${'x'.repeat(maxTextLength)} ... (cut: 1000000 characters in all)`)
  })
  it('cuts nothing twice', () => {
    const once = cutText('x'.repeat(1_000_000))
    expect(cutText(once)).to.equal(once)
    const lines = cutLines(Array.from({length: 500}, () => 'y'))
    expect(cutLines(lines)).to.deep.equal(lines)
  })
  it('cuts through no character', () => {
    expect(cutText(`x${'🐈'.repeat(maxTextLength)}`)).to.match(/^x(🐈)+ \.\.\. /)
  })
})

describe('cutLines', () => {
  it('keeps the first lines, and says how many there were', () => {
    const lines = cutLines(Array.from({length: 500}, (_, index) => `${index}`))
    expect(lines).to.have.length(maxLines + 1)
    expect(lines.at(-1)).to.equal('... (cut: 500 lines in all)')
  })
})
