import {expect} from 'chai'
import {isRefineryState} from '../../../src/domain/documents.js'
import {newRefineryState, refineryReadmeText} from '../../../src/domain/rigs/refinery.js'

describe('newRefineryState', () => {
  it('is a valid document of a refinery that never ran', () => {
    const state = newRefineryState(new Date('2026-01-02T03:04:05Z'))
    expect(isRefineryState(state)).to.equal(true)
    expect(state).to.include({
      state: 'stopped',
      awake: false,
      created_at: '2026-01-02T03:04:05.000Z',
      last_started: null,
    })
  })
})

describe('refineryReadmeText', () => {
  it('names the rig', () => {
    expect(refineryReadmeText('web')).to.match(/^# Refinery of web\n/)
  })
})
