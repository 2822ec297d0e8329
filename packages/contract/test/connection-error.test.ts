import {expect} from 'chai'
import {InputOutputError, NotFoundError} from '../src/index.js'

describe('errors of a connection', () => {
  for (const error of [new NotFoundError('/a'), new InputOutputError('/a', 'name too long')]) {
    it(`${error.code} says what to do next`, () => {
      expect(error.hint).to.be.a('string')
    })
  }

  it('keep the hint of a caller who knows better', () => {
    expect(new NotFoundError('/a', {hint: 'make it'}).hint).to.equal('make it')
  })
})
