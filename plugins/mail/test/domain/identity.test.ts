import {expect} from 'chai'
import {identityOf, requireIdentity, type Surroundings} from '../../src/domain/identity.js'

const surroundings: Surroundings = {
  ...{station: 'hub', flag: undefined, variable: undefined, steps: undefined},
  isPolecat: (rig, polecat) => `${rig}/${polecat}` === 'beads/nux',
}

describe('who acts', () => {
  const rows: readonly (readonly [string, Partial<Surroundings>, string | undefined])[] = [
    ['the flag', {flag: 'beads/nux', variable: 'mayor', steps: []}, 'hub:beads/nux flag'],
    ['GT_ADDRESS', {variable: 'hub:beads/nux', steps: []}, 'hub:beads/nux env'],
    ['an empty GT_ADDRESS', {variable: '', steps: []}, 'mayor town'],
    ['the folder of a polecat', {steps: ['beads', 'nux', 'src']}, 'hub:beads/nux folder'],
    ['the root of the town of the hub', {steps: []}, 'mayor town'],
    ['the root of a town on a machine', {station: 'west', steps: []}, undefined],
    ['the folder of a polecat on a machine', {station: 'west', steps: ['beads', 'nux']}, 'west:beads/nux folder'],
    ['the folder of a rig', {steps: ['beads']}, undefined],
    ['the refinery', {steps: ['beads', 'refinery']}, undefined],
    ['a folder elsewhere', {}, undefined],
    ['its own machine by name', {station: 'west', flag: 'west:beads/nux'}, 'west:beads/nux flag'],
  ]
  for (const [what, more, expected] of rows) {
    it(`${what}: ${expected ?? 'cannot be told'}`, () => {
      const identity = identityOf({...surroundings, ...more})
      expect(identity && `${identity.address} ${identity.source}`).to.equal(expected)
    })
  }

  const refused: readonly (readonly [string, Partial<Surroundings>])[] = [
    ['nobody of this town', {flag: 'beads/nobody'}],
    ['somebody of another machine', {flag: 'west:beads/nux'}],
    ['a whole rig', {flag: 'beads/'}],
    ['the mayor, from a machine', {station: 'west', variable: 'mayor'}],
    ['no address', {variable: 'nux'}],
  ]
  for (const [what, more] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => identityOf({...surroundings, ...more}))
        .to.throw()
        .and.include({exit: 2})
    })
  }

  it('names the flag that names nobody', () => {
    for (const flagName of ['--from', '--as'] as const) {
      expect(() => identityOf({...surroundings, flag: 'beads/nobody', flagName})).to.throw(
        `${flagName} is beads/nobody`,
      )
    }
  })

  it('is never guessed', () => {
    expect(() => requireIdentity(undefined))
      .to.throw()
      .and.include({code: 'GT_MAIL_SENDER_UNKNOWN', exit: 2})
  })
})
