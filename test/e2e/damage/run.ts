import {execFileSync} from 'node:child_process'
import {join} from 'node:path'
import {damageTown, removeTown} from './damage-town.js'
import {examine, type Line} from './examine.js'
import {makeHealthyTown} from './healthy-town.js'
import {losses} from './losses.js'
import {random} from './random.js'
import {treeOf} from './tree.js'

/** The folder to play in, the seed, and which rounds: from `first` in steps of `step`, below `rounds`. */
const [folder = '', ...numbers] = process.argv.slice(2)
const [seed = 1, first = 0, step = 1, rounds = 50] = numbers.map(Number)
/** A round alone, to find out what went wrong in it: all it says goes to stderr. */
const isAlone = step >= rounds

const summary = {damages: 0, repaired: 0, reported: 0, wrong: [] as string[]}
const healthy = await makeHealthyTown(folder)
const paths = [...treeOf(healthy).keys()]
for (const line of await examine(healthy, false)) summary.wrong.push(`the healthy town: ${print(line)}`)
for (let round = first; round < rounds && summary.wrong.length === 0; round += step) await playRound(round)
process.stdout.write(`${JSON.stringify(summary)}\n`)

/** Damages a fresh copy of the town, repairs it once, and holds the result against the promises. */
async function playRound(round: number): Promise<void> {
  // Each round has numbers of its own, so that it can be played alone.
  const chance = random(seed * 1000 + round)
  const town = join(folder, 'town')
  execFileSync('cp', ['-a', healthy, town])
  const damages = damageTown(town, paths, chance)
  summary.damages += damages.length
  const told = damages.map(({kind, path}) => `${kind} ${path}`).join('; ')
  const complain = (what: string): void => void summary.wrong.push(`round ${round} (${told}): ${what}`)

  const before = treeOf(town)
  const fixed = await examine(town, true)
  const after = treeOf(town)
  losses(before, after).forEach(complain)
  for (const line of fixed) if (['error', 'timeout'].includes(line.status)) complain(print(line))

  const second = await examine(town, false)
  for (const line of second) {
    if (!line.fixable && !['error', 'timeout'].includes(line.status)) continue
    const tried = fixed.find(({id, rig, message}) => id === line.id && rig === line.rig && message === line.message)
    // What is only in a broken clone, or might be, is nothing to repair, and is named.
    if (/^(this is only here|cannot tell what)/.test(tried?.fixError ?? '')) continue
    complain(`still there: ${print(tried ?? line)}`)
  }
  const third = await examine(town, true)
  for (const line of third) if (line.status === 'fixed') complain(`only repaired by a second --fix: ${print(line)}`)
  const last = treeOf(town)
  const changed = [...new Set([...after.keys(), ...last.keys()])].filter(
    (path) => !isJournal(path) && JSON.stringify(after.get(path)) !== JSON.stringify(last.get(path)),
  )
  changed.forEach((path) => complain(`changed by a second --fix: ${path}`))

  summary.repaired += fixed.filter(({status}) => status === 'fixed').length
  summary.reported += second.filter(({status}) => status === 'fail' || status === 'warn').length
  if (isAlone) process.stderr.write([told, ...fixed.map(print), '---', ...second.map(print), ''].join('\n'))
  if (summary.wrong.length === 0) removeTown(town)
}

/** A repair that fails again is noted again. */
function isJournal(path: string): boolean {
  return path.startsWith('mayor/doctor/')
}

function print({id, rig, status, message, fixError}: Line): string {
  return `${status} ${id} ${rig ?? ''} ${message ?? ''}${fixError === undefined ? '' : ` [fix: ${fixError}]`}`
}
