'use strict'
const {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} = require('node:fs')
const {createRequire} = require('node:module')
const {dirname, join} = require('node:path')
const {pathToFileURL} = require('node:url')
const {Script} = require('node:vm')
const {cacheFolder} = require('./folders.js')

const root = join(__dirname, '..')
const file = join(root, 'dist', 'gt.cjs')
/** What the bundle is made of, in a checkout. */
const packages = [...foldersIn('packages'), ...foldersIn('plugins')]

const flavour = `${process.versions.v8}-${process.arch}`
/** V8 itself refuses a cache of another version or other flags; the build removes one of another bundle. */
const cacheFile = `${file}.${flavour}.cache`

/**
 * Loads dist/gt.cjs, with V8's code cache if there is one: a third of the time that the single files take.
 * @returns {{exports: {main: (argv: string[], root: string) => Promise<void>}, script: Script} | undefined} undefined where
 *   there is no bundle of what was compiled last: then the single files in dist do the same
 */
function loadBundle() {
  const source = readIfThere(file)
  if (source === undefined || isStale(file)) return undefined
  // ASCII, and a function: scripts/bundle.mjs sees to both.
  const script = compile(source.latin1Slice())
  const module = {exports: {}}
  // A script from a code cache has no import() of its own.
  const load = (name) => import(name)
  const run = script.runInThisContext()
  run(module.exports, createRequire(file), module, file, join(root, 'dist'), pathToFileURL(file).href, load)
  return {exports: module.exports, script}
}

/** With the cache of the build; where that is of another Node, with the user's own, which the first command makes of what it used. */
function compile(source) {
  const built = readIfThere(cacheFile)
  if (built !== undefined) return new Script(source, {filename: file, cachedData: built})
  const own = cacheOfUser()
  const kept = readOwn(own)
  const script = new Script(source, {filename: file, cachedData: kept})
  if (kept === undefined || script.cachedDataRejected) process.once('exit', () => keepCache(script, own))
  return script
}

/** Where a user keeps the cache for a Node that gt was not built with. See readOwn. */
function cacheOfUser() {
  // V8 compares lengths only.
  const {size, mtimeMs, ino} = statSync(file)
  return join(cacheFolder(), 'code', `${size}-${mtimeMs}-${ino}-${flavour}.cache`)
}

/** It is run: what somebody else made, or could change, such as under sudo with the home of another, is none. */
function readOwn(path) {
  try {
    const {uid, mode} = statSync(path)
    return uid === process.geteuid() && (mode & 0o022) === 0 ? readFileSync(path) : undefined
  } catch {
    return undefined
  }
}

/** Whatever goes wrong, the next start is as slow as this one was. */
function keepCache(script, path) {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const folder = dirname(path)
    // One by one: with `recursive`, Node 22 never comes back from a path below /proc.
    for (const each of [dirname(dirname(folder)), dirname(folder), folder]) makeIfMissing(each)
    // Those of bundles that were there before.
    for (const name of readdirSync(folder)) if (name.endsWith(`${flavour}.cache`)) rmSync(join(folder, name))
    writeFileSync(temporary, script.createCachedData(), {mode: 0o600, flag: 'wx'})
  } catch {
    return
  }
  try {
    renameSync(temporary, path)
  } catch {
    rmSync(temporary, {force: true})
  }
}

function makeIfMissing(folder) {
  try {
    mkdirSync(folder, {mode: 0o700})
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
}

function readIfThere(path) {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Of a checkout; an installed gt has none of them. */
function foldersIn(name) {
  try {
    return readdirSync(join(root, name)).map((folder) => join(name, folder))
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

/** In a checkout someone may have compiled a part and not bundled it again. */
function isStale(bundle) {
  // Installed, it is what was built; times there are those of unpacking.
  if (packages.length === 0) return false
  const made = statSync(bundle).mtimeMs
  return ['.', ...packages].some((part) => {
    const compiled = statSync(join(root, part, 'dist', '.tsbuildinfo'), {throwIfNoEntry: false})
    return compiled !== undefined && compiled.mtimeMs > made
  })
}

/** Whether a bundle is there and is of what was compiled last. */
function isFresh(bundle) {
  return statSync(bundle, {throwIfNoEntry: false}) !== undefined && !isStale(bundle)
}

module.exports = {cacheFile, isFresh, loadBundle}
