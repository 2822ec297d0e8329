import {execFileSync} from 'node:child_process'
import {join} from 'node:path'
import {isGtError} from '@gt-town/contract'
import {undo} from '../../../plugins/doctor/src/use-cases/undo.js'
import {LocalConnection} from '@gt-town/connection-local'
import {damageTown, removeTown} from './damage-town.js'
import {examine} from './examine.js'
import {makeHealthyTown} from './healthy-town.js'
import {random} from './random.js'
import {treeOf} from './tree.js'

/** The folder to play in, the seed, and which rounds: from `first` in steps of `step`, below `rounds`. */
const [folder = '', ...numbers] = process.argv.slice(2)
const [seed = 1, first = 0, step = 1, rounds = 20] = numbers.map(Number)

const summary = {damages: 0, repaired: 0, reported: 0, wrong: [] as string[]}
const healthy = await makeHealthyTown(folder)
const paths = [...treeOf(healthy).keys()]
for (let round = first; round < rounds && summary.wrong.length === 0; round += step) await playRound(round)
process.stdout.write(`${JSON.stringify(summary)}\n`)

/** Damages a fresh copy of the town, repairs it, undoes that, and looks whether it is as damaged as before. */
async function playRound(round: number): Promise<void> {
  const chance = random(seed * 1000 + round)
  const town = join(folder, 'town')
  execFileSync('cp', ['-a', healthy, town])
  const damages = damageTown(town, paths, chance)
  summary.damages += damages.length
  const before = treeOf(town)
  summary.repaired += (await examine(town, true)).filter(({status}) => status === 'fixed').length
  const conflicts = await undoAll(town)
  const after = treeOf(town)
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => !isDoctors(path) && JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)),
  )
  const told = damages.map(({kind, path}) => `${kind} ${path}`).join('; ')
  for (const what of [...conflicts, ...changed]) summary.wrong.push(`round ${round} (${told}): ${what}`)
  if (summary.wrong.length === 0) removeTown(town)
}

async function undoAll(town: string): Promise<string[]> {
  const {signal} = new AbortController()
  try {
    const options = {partial: false, dryRun: false, signal}
    const place = {connection: new LocalConnection(), workspace: {root: town, configDir: 'mayor'}} as const
    const {conflicts} = await undo({machine: 'local', hub: place, target: place}, undefined, options)
    return conflicts.map(({path, reason}) => `refused: ${path} ${reason}`)
  } catch (error) {
    if (isGtError(error, 'GT_NOTHING_TO_UNDO')) return []
    throw error
  }
}

function isDoctors(path: string): boolean {
  return path === 'mayor/doctor' || path.startsWith('mayor/doctor/')
}
