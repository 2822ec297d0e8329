import {spawnSync} from 'node:child_process'
import {mkdtempSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'
import {root} from '../scripts/run.mjs'

const home = mkdtempSync(join(tmpdir(), 'gt-bench-home-'))
process.on('exit', () => spawnSync('rm', ['-rf', '--', home]))

/** The environment of every measured process: an empty home, no colour, nothing of the user's. */
export const env = {PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', NO_COLOR: '1', GIT_CONFIG_NOSYSTEM: '1'}
export const gt = join(root, 'bin', 'run.js')
export const bareNode = ['node', '-e', '0']

/** Runs the command lines in turn, so that a noisy moment hits all of them; medians in ms. */
export function medians(commands, rounds) {
  const times = commands.map(() => [])
  for (let round = 0; round < rounds; round++) {
    commands.forEach((command, index) => times[index].push(once(command)))
  }
  return times.map((list) => list.sort((a, b) => a - b)[list.length >> 1])
}

function once([command, ...args]) {
  const start = process.hrtime.bigint()
  const {status, error, stderr} = spawnSync(command, args, {env, stdio: ['ignore', 'ignore', 'pipe']})
  const took = Number(process.hrtime.bigint() - start) / 1e6
  if (error || status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${error ?? stderr}`)
  return took
}

/** Runs a program whose result is wanted. */
export function output(command, args, extra = {}) {
  const result = spawnSync(command, args, {env: {...env, ...extra}, encoding: 'utf8', maxBuffer: 1 << 28})
  if (result.error || result.status !== 0)
    throw new Error(`${command} ${args.join(' ')}: ${result.error ?? result.stderr}`)
  return result
}

/** A row of how much longer one takes than another, in ms. */
export function ratioRow(what, took, than, limits) {
  return {what, value: took / than, absolute: `${took.toFixed(0)} ms / ${than.toFixed(0)} ms`, ...limits}
}

/** A row: what, the measured ratio or figure, both absolute figures, the bound and the aim. */
export function printRow({what, value, unit = '×', absolute, bound, aim}) {
  const met = value <= bound ? (aim !== undefined && value <= aim ? 'met, aim too' : 'met') : 'NOT MET'
  const limit = aim === undefined ? `≤ ${bound}` : `≤ ${bound}, aim ${aim}`
  console.log(
    `${what.padEnd(52)} ${value.toFixed(2).padStart(8)} ${unit.padEnd(4)} ${limit.padEnd(16)} ${met.padEnd(13)} ${absolute}`,
  )
}
