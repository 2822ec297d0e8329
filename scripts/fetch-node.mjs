// Another major version of Node, as an npm package. `node scripts/fetch-node.mjs MAJOR` prints the path of its executable.
import {spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync} from 'node:fs'
import {join, relative} from 'node:path'
import process from 'node:process'
import {pathToFileURL} from 'node:url'
import {root} from './run.mjs'

const kept = join(root, 'node_modules', '.cache', 'gt-node')

/**
 * Fetches it unless it was fetched before; says on stderr which it is and where it is from.
 * @param {string} major such as 24
 * @param {string} cache the folder in which it is kept
 * @returns {string} path of the executable
 * @throws {Error} what is wrong, and what to do
 */
export function fetchNode(major, cache = kept) {
  const name = `node-${process.platform}-${process.arch}`
  const folder = join(cache, `${name}-${major}`)
  const node = join(folder, 'node_modules', name, 'bin', 'node')
  const isNew = !existsSync(node)
  if (isNew) install(`${name}@${major}`, cache, folder)
  const {stdout, error} = spawnSync(node, ['--version'], {encoding: 'utf8'})
  const version = (stdout ?? '').trim()
  if (!version.startsWith(`v${major}.`)) {
    const found = error ? error.message : `it is ${version === '' ? 'none' : version}`
    throw new Error(`${node} is not Node ${major}: ${found}\nNext: remove ${folder}`)
  }
  const from = `npm package ${name}, ${isNew ? 'fetched now' : 'fetched earlier'}`
  console.error(`Node ${version} (${from}, kept in ${relative(process.cwd(), folder)})`)
  return realpathSync(node)
}

/** In a folder of its own first: what was interrupted, or is fetched twice at once, is never taken for the whole. */
function install(wanted, cache, folder) {
  mkdirSync(cache, {recursive: true})
  const fresh = mkdtempSync(join(cache, '.fetching-'))
  try {
    console.error(`fetching ${wanted} from npm`)
    const words = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts', '--loglevel', 'error']
    const {status, error} = spawnSync('npm', ['install', ...words, '--prefix', fresh, wanted], {
      stdio: ['ignore', 2, 2],
    })
    if (status !== 0) {
      const why = error ? error.message : `npm ended with ${status}`
      throw new Error(`${wanted} cannot be had from npm: ${why}\nNext: see whether there is a network, and such a Node`)
    }
    rmSync(folder, {recursive: true, force: true})
    renameSync(fresh, folder)
  } finally {
    rmSync(fresh, {recursive: true, force: true})
  }
}

/** For a script's own use: says what is wrong and ends. */
export function nodeOrEnd(major) {
  try {
    return fetchNode(major)
  } catch (error) {
    console.error(`Error: ${error.message}`)
    process.exit(3)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(nodeOrEnd(process.argv[2]))
