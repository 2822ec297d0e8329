import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {chmodSync, mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {environment, temporaryFolder} from './cli.js'
import {skipBecause} from './skip-because.js'
import {noBounds, unprivileged} from './unprivileged.js'

interface Summary {
  damages: number
  repaired: number
  reported: number
  wrong: string[]
}

const player = fileURLToPath(new URL('damage/run.ts', import.meta.url))
/** Another seed is another 500 damages: GT_SEED=7 npx mocha test/e2e/damage.test.ts */
const seed = process.env['GT_SEED'] ?? '1'
const rounds = 50
/** Rounds know nothing of each other, so each core can play some. */
const players = 2

describe('gt doctor --fix on a town with 500 random damages', function () {
  this.timeout(600_000)

  it(`repairs what it can, tells the rest, and loses nothing (GT_SEED=${seed})`, async function () {
    const wrapper = unprivileged()
    // Root may do anything, whatever the mode: half of the damages would be none.
    if (!wrapper) skipBecause(this, noBounds)
    const folder = temporaryFolder('damage')
    try {
      chmodSync(folder.path, 0o777)
      const summaries = await Promise.all(
        Array.from({length: players}, async (_, player) => play(wrapper, join(folder.path, `${player}`), player)),
      )
      const sum = (key: 'damages' | 'repaired' | 'reported'): number =>
        summaries.reduce((total, one) => total + one[key], 0)
      process.stdout.write(
        `      seed ${seed}: ${sum('damages')} damages in ${rounds} rounds; ${sum('repaired')} lines repaired, ` +
          `${sum('reported')} reported as not repairable, the rest hit what is the user's alone\n`,
      )
      expect(summaries.flatMap(({wrong}) => wrong)).to.deep.equal([])
      expect(sum('damages')).to.be.at.least(500)
    } finally {
      folder.remove()
    }
  })
})

async function play(wrapper: readonly string[], folder: string, first: number): Promise<Summary> {
  mkdirSync(folder)
  chmodSync(folder, 0o777)
  const [command, ...words] = [...wrapper, process.execPath, '--conditions=gt-source', '--import', 'tsx', player]
  const args = [...words, folder, seed, String(first), String(players), String(rounds)]
  const env = {...environment(), HOME: folder, XDG_CONFIG_HOME: folder, TMPDIR: folder, GIT_TEMPLATE_DIR: ''}
  const child = spawn(command, args, {env, stdio: ['ignore', 'pipe', 'inherit']})
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  expect(code).to.equal(0)
  return JSON.parse(Buffer.concat(output).toString()) as Summary
}
