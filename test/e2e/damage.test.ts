import {expect} from 'chai'
import {chmodSync} from 'node:fs'
import {join} from 'node:path'
import {temporaryFolder} from './cli.js'
import {play, sumOf} from './damage/play.js'
import {rounds} from '../support/rounds.js'
import {skipBecause} from './skip-because.js'
import {noBounds, unprivileged} from './unprivileged.js'

/** Another seed is other damages: GT_SEED=7 npx mocha test/e2e/damage.test.ts */
const seed = process.env['GT_SEED'] ?? '1'
const count = rounds(1, 50)
/** Rounds know nothing of each other, so each core can play some; each player makes a town of its own first. */
const players = rounds(1, 2)

describe(`gt doctor --fix on a town with ${count * 10} random damages`, function () {
  this.timeout(600_000)

  it(`repairs what it can, tells the rest, and loses nothing (GT_SEED=${seed})`, async function () {
    const wrapper = unprivileged()
    // Root may do anything, whatever the mode: half of the damages would be none.
    if (!wrapper) skipBecause(this, noBounds)
    const folder = temporaryFolder('damage')
    try {
      chmodSync(folder.path, 0o777)
      const summaries = await Promise.all(
        Array.from({length: players}, async (_, player) =>
          play('run.ts', wrapper, join(folder.path, `${player}`), [seed, player, players, count]),
        ),
      )
      process.stdout.write(
        `      seed ${seed}: ${sumOf(summaries, 'damages')} damages in ${count} rounds; ${sumOf(summaries, 'repaired')} lines repaired, ` +
          `${sumOf(summaries, 'reported')} reported as not repairable, the rest hit what is the user's alone\n`,
      )
      expect(summaries.flatMap(({wrong}) => wrong)).to.deep.equal([])
      expect(sumOf(summaries, 'damages')).to.be.at.least(count * 10)
    } finally {
      folder.remove()
    }
  })
})
