// Writes V8's code cache of dist/gt.cjs, made after commands ran, so that the functions they use are in it.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'
import {pathToFileURL} from 'node:url'
import {cacheFile, loadBundle} from '../bin/bundle.js'
import {root} from './run.mjs'

const folder = mkdtempSync(join(tmpdir(), 'gt-build-'))
const write = process.stdout.write
try {
  for (const name of ['GT_DATA_DIR', 'GT_CONFIG_DIR', 'GT_CACHE_DIR']) process.env[name] = join(folder, name)
  process.stdout.write = () => true
  const {exports, script} = loadBundle()
  const entry = pathToFileURL(join(root, 'bin', 'run.js')).href
  await exports.main(['install', join(folder, 'town'), '--no-git'], entry)
  await exports.main(['doctor', '--town', join(folder, 'town')], entry)
  writeFileSync(cacheFile, script.createCachedData())
} finally {
  process.stdout.write = write
  rmSync(folder, {recursive: true, force: true})
}
process.exitCode = 0
