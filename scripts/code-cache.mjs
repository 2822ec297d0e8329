// Writes V8's code cache of dist/gt.cjs, made after commands ran, so that the functions they use are in it.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'
import {root} from './run.mjs'

const {cacheFile, loadBundle} = createRequire(import.meta.url)('../bin/bundle.js')
const folder = mkdtempSync(join(tmpdir(), 'gt-build-'))
const town = join(folder, 'town')
const project = join(folder, 'project')
const write = process.stdout.write
try {
  for (const name of ['GT_DATA_DIR', 'GT_CONFIG_DIR', 'GT_CACHE_DIR']) process.env[name] = join(folder, name)
  const git = ['-c', 'user.name=gt', '-c', 'user.email=gt@example.invalid', '-c', 'init.defaultBranch=main']
  spawnSync('git', [...git, 'init', '--quiet', project])
  spawnSync('git', [...git, '-C', project, 'commit', '--quiet', '--allow-empty', '-m', 'start'])
  process.stdout.write = () => true
  const {exports, script} = loadBundle()
  for (const words of [
    ['install', town, '--no-git'],
    ['rig', 'add', 'rig', project, '--town', town, '--json'],
    ['polecat', 'add', 'rig/worker', '--town', town, '--json'],
    ['status', '--town', town],
    ['doctor', '--town', town],
  ]) {
    await exports.main(words, root)
  }
  writeFileSync(cacheFile, script.createCachedData())
} finally {
  process.stdout.write = write
  rmSync(folder, {recursive: true, force: true})
}
process.exitCode = 0
