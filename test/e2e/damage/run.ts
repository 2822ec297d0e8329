import {execFileSync} from 'node:child_process'
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {applyDamage, kinds, type Damage} from './apply-damage.js'
import {examine, type Line} from './examine.js'
import {makeHealthyTown} from './healthy-town.js'
import {losses} from './losses.js'
import {random, type Random} from './random.js'
import {treeOf} from './tree.js'

const [folder = '', seedText = '1', roundsText = '50', only] = process.argv.slice(2)
const seed = Number(seedText)
const damagesPerRound = 10

const summary = {seed, damages: 0, repaired: 0, reported: 0, wrong: [] as string[]}
const healthy = await makeHealthyTown(folder)
const paths = [...treeOf(healthy).keys()]
for (const line of await examine(healthy, false)) summary.wrong.push(`the healthy town: ${print(line)}`)
for (let round = 0; round < Number(roundsText) && summary.wrong.length === 0; round++) {
  if (only !== undefined && Number(only) !== round) continue
  await playRound(round)
}
process.stdout.write(`${JSON.stringify(summary)}\n`)

/** Damages a fresh copy of the town, repairs it once, and holds the result against the promises. */
async function playRound(round: number): Promise<void> {
  // Each round has numbers of its own, so that it can be played alone.
  const chance = random(seed * 1000 + round)
  const town = join(folder, 'town')
  execFileSync('cp', ['-a', healthy, town])
  const damages = damageTown(town, chance)
  summary.damages += damages.length
  const told = damages.map(({kind, path}) => `${kind} ${path}`).join('; ')
  const complain = (what: string): void => void summary.wrong.push(`round ${round} (${told}): ${what}`)

  const before = treeOf(town)
  const first = await examine(town, true)
  const after = treeOf(town)
  losses(before, after).forEach(complain)
  for (const line of first) if (['error', 'timeout'].includes(line.status)) complain(print(line))

  const second = await examine(town, false)
  for (const line of second)
    if (line.fixable || ['error', 'timeout'].includes(line.status)) complain(`still there: ${print(line)}`)
  const third = await examine(town, true)
  for (const line of third) if (line.status === 'fixed') complain(`only repaired by a second --fix: ${print(line)}`)
  const last = treeOf(town)
  const changed = [...new Set([...after.keys(), ...last.keys()])].filter(
    (path) => JSON.stringify(after.get(path)) !== JSON.stringify(last.get(path)),
  )
  changed.forEach((path) => complain(`changed by a second --fix: ${path}`))

  summary.repaired += first.filter(({status}) => status === 'fixed').length
  summary.reported += second.filter(({status}) => status === 'fail' || status === 'warn').length
  if (only !== undefined) process.stderr.write([told, ...first.map(print), '---', ...second.map(print), ''].join('\n'))
  if (summary.wrong.length === 0) removeTown(town)
}

/** Half of the damages hit what gt owns, a quarter git's own files, a quarter anything. Permissions go last, or they would be in the way. */
function damageTown(town: string, chance: Random): Damage[] {
  const inGit = paths.filter((path) => path.includes('/.git/') || path.endsWith('/.git'))
  const owned = paths.filter(
    (path) =>
      /^(mayor|\.gitignore|\w+\/refinery|\w+\/\.gastown)(\/|$)/.test(path) &&
      !path.includes('/rig/') &&
      !/rigs\/\w+\//.test(path),
  )
  const pools = [owned, owned, inGit, paths]
  const done: Damage[] = []
  const planned: Damage[] = []
  while (done.length + planned.length < damagesPerRound) {
    const damage = {kind: chance.pick(kinds), path: chance.pick(chance.pick(pools))}
    if (damage.kind === 'no permission') planned.push(damage)
    else if (applyDamage(town, damage, chance)) done.push(damage)
  }
  // Inner ones first: nothing can be done to what lies in a folder that is closed.
  planned.sort((a, b) => b.path.length - a.path.length)
  return [...done, ...planned.filter((damage) => applyDamage(town, damage, chance))]
}

function removeTown(town: string): void {
  execFileSync('chmod', ['-R', 'u+rwX', town])
  rmSync(town, {recursive: true})
}

function print({id, rig, status, message, fixError}: Line): string {
  return `${status} ${id} ${rig ?? ''} ${message ?? ''}${fixError === undefined ? '' : ` [fix: ${fixError}]`}`
}
