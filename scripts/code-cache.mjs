// Writes V8's code cache of dist/gt.cjs, made after commands ran, so that the functions they use are in it.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'
import {installThirdPartyPlugins} from '../bench/third-party-plugins.mjs'
import {makeProject} from './make-project.mjs'
import {root} from './run.mjs'

const {cacheFile, loadBundle} = createRequire(import.meta.url)('../bin/bundle.js')
const folder = mkdtempSync(join(tmpdir(), 'gt-build-'))
const town = join(folder, 'town')
const project = join(folder, 'project')
const write = process.stdout.write
try {
  for (const name of ['GT_DATA_DIR', 'GT_CONFIG_DIR', 'GT_CACHE_DIR']) process.env[name] = join(folder, name)
  makeProject(project)
  for (const words of [
    ['install', town, '--no-git'],
    ['rig', 'add', 'rig', project, '--town', town, '--json'],
    ['polecat', 'add', 'rig/worker', '--town', town, '--json'],
  ]) {
    const {status, stderr} = spawnSync(process.execPath, [join(root, 'bin', 'run.js'), ...words])
    if (status !== 0) throw new Error(`gt ${words.join(' ')} ended with ${status}: ${stderr}`)
  }
  installThirdPartyPlugins(process.env.GT_DATA_DIR, {plugins: 1, checks: 3})
  process.stdout.write = () => true
  const {exports, script} = loadBundle()
  // What is asked most often; the more functions, the longer every start.
  for (const words of ['status', 'doctor']) await exports.main([words, '--town', town], root)
  writeFileSync(cacheFile, script.createCachedData())
} finally {
  process.stdout.write = write
  rmSync(folder, {recursive: true, force: true})
}
process.exitCode = 0
