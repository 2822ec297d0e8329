import {expect} from 'chai'
import {chmodSync} from 'node:fs'
import {join} from 'node:path'
import {temporaryFolder} from './cli.js'
import {play, sumOf} from './damage/play.js'
import {rounds} from '../support/rounds.js'
import {skipBecause} from './skip-because.js'
import {noBounds, unprivileged} from './unprivileged.js'

/** Another seed is other damages: GT_SEED=7 npx mocha test/e2e/damage-undo.test.ts */
const seed = process.env['GT_SEED'] ?? '1'
const count = rounds(1, 10)
const players = rounds(1, 2)

describe(`gt doctor undo after --fix on a town with ${count * 10} random damages`, function () {
  this.timeout(600_000)

  it(`gives the very same tree, bytes, modes and links (GT_SEED=${seed})`, async function () {
    const wrapper = unprivileged()
    if (!wrapper) skipBecause(this, noBounds)
    const folder = temporaryFolder('undo')
    try {
      chmodSync(folder.path, 0o777)
      const summaries = await Promise.all(
        Array.from({length: players}, async (_, player) =>
          play('undo.ts', wrapper, join(folder.path, `${player}`), [seed, player, players, count]),
        ),
      )
      const [damages, repaired] = [sumOf(summaries, 'damages'), sumOf(summaries, 'repaired')]
      process.stdout.write(`      seed ${seed}: ${damages} damages in ${count} rounds; ${repaired} lines repaired\n`)
      expect(summaries.flatMap(({wrong}) => wrong)).to.deep.equal([])
      expect(damages).to.be.at.least(count * 10)
      expect(repaired).to.be.at.least(count)
    } finally {
      folder.remove()
    }
  })
})
