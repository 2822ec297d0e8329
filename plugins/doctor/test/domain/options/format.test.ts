import {expect} from 'chai'
import {chooseFormat, formatAsked} from '../../../src/domain/options/format.js'

describe('formatAsked', () => {
  for (const [line, expected] of [
    ['', undefined],
    ['--json', 'json'],
    ['--format json', 'json'],
    ['--format=json', 'json'],
    ['--format=junit', 'junit'],
    ['--format junit --format json', 'json'],
    ['--format junit --json', 'json'],
    ['--format', undefined],
    ['-- --json', undefined],
    ['--format sarif -- --format json', 'sarif'],
  ] as const) {
    it(`gt doctor ${line}: ${expected ?? 'none'}`, () => {
      expect(formatAsked(line.split(' '))).to.equal(expected)
    })
  }
})

describe('chooseFormat', () => {
  it('is text unless something else is asked for', () => {
    expect(chooseFormat(undefined, false)).to.equal('text')
    expect(chooseFormat('junit', false)).to.equal('junit')
    expect(chooseFormat(undefined, true)).to.equal('json')
    expect(chooseFormat('json', true)).to.equal('json')
  })

  it('refuses two', () => {
    expect(() => chooseFormat('junit', true)).to.throw('--json and --format junit ask for two formats')
  })
})
