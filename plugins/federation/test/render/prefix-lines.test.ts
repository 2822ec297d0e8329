import {expect} from 'chai'
import {prefixLines} from '../../src/render/prefix-lines.js'

/** All that comes of these pieces. */
function through(...pieces: (string | Buffer)[]): Buffer {
  const lines = prefixLines('w | ')
  return Buffer.concat([...pieces.map((piece) => lines.take(Buffer.from(piece as string))), lines.end()])
}

describe('prefixLines', () => {
  it('leads every line', () => expect(through('a\nb\n').toString()).to.equal('w | a\nw | b\n'))
  it('joins pieces to lines', () => expect(through('a', 'b\n\nc', 'd\n').toString()).to.equal('w | ab\nw | \nw | cd\n'))
  it('ends a last line that has no end', () => expect(through('a\nb').toString()).to.equal('w | a\nw | b\n'))
  it('adds nothing to nothing', () => expect(through().toString()).to.equal(''))
  it('leaves bytes as they are', () => {
    expect(through(Buffer.from([0xff, 0x0a]))).to.deep.equal(Buffer.from('w | \xff\n', 'latin1'))
  })
  it('gives out a whole line at once, and a half one not yet', () => {
    const lines = prefixLines('w | ')
    expect(lines.take(Buffer.from('a\nb')).toString()).to.equal('w | a\n')
  })
  it('cuts a line that never ends', () => {
    const lines = prefixLines('w | ')
    expect(lines.take(Buffer.alloc(70_000, 'x')).length).to.equal(70_000 + 'w | '.length + 1)
    expect(lines.end().length).to.equal(0)
  })
})
