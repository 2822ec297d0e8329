'use strict'
const {readdirSync, readFileSync, statSync} = require('node:fs')
const {createRequire} = require('node:module')
const {join} = require('node:path')
const {pathToFileURL} = require('node:url')
const {Script} = require('node:vm')

const root = join(__dirname, '..')
const file = join(root, 'dist', 'gt.cjs')
/** What the bundle is made of. */
const parts = ['.', ...foldersIn('packages'), ...foldersIn('plugins')]

/** V8 itself refuses a cache of another version or other flags; the build removes one of another bundle. */
const cacheFile = `${file}.${process.versions.v8}-${process.arch}.cache`

/**
 * Loads dist/gt.cjs, with V8's code cache if there is one: a third of the time that the single files take.
 * @returns {{exports: {main: (argv: string[], root: string) => Promise<void>}, script: Script} | undefined} undefined where
 *   there is no bundle of what was compiled last: then the single files in dist do the same
 */
function loadBundle() {
  const source = readIfThere(file)
  if (source === undefined || isStale(file)) return undefined
  // ASCII, and a function: scripts/bundle.mjs sees to both.
  const script = new Script(source.latin1Slice(), {filename: file, cachedData: readIfThere(cacheFile)})
  const module = {exports: {}}
  // A script from a code cache has no import() of its own.
  const load = (name) => import(name)
  const run = script.runInThisContext()
  run(module.exports, createRequire(file), module, file, join(root, 'dist'), pathToFileURL(file).href, load)
  return {exports: module.exports, script}
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
  const made = statSync(bundle).mtimeMs
  return parts.some((part) => {
    const compiled = statSync(join(root, part, 'dist', '.tsbuildinfo'), {throwIfNoEntry: false})
    return compiled !== undefined && compiled.mtimeMs > made
  })
}

/** Whether a bundle is there and is of what was compiled last. */
function isFresh(bundle) {
  return statSync(bundle, {throwIfNoEntry: false}) !== undefined && !isStale(bundle)
}

module.exports = {cacheFile, isFresh, loadBundle}
