'use strict'
// Preloaded into each Node below a test (NODE_OPTIONS): npm then takes its modules, compiled, from one file, and starts in half the
// time. Every other program is left alone.
const {createHash} = require('node:crypto')
const {mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync} = require('node:fs')
const Module = require('node:module')
const {dirname, join, sep} = require('node:path')
const process = require('node:process')
const {deserialize, serialize} = require('node:v8')
const vm = require('node:vm')

const program = process.argv[1] ?? ''
if (/[\\/]npm(-cli\.js)?$/.test(program)) quicken(dirname(dirname(realpathSync(program))))

/** @param npm its folder */
function quicken(npm) {
  const file = fileFor(npm)
  const known = read(file) ?? {paths: {}, modules: {}}
  const scripts = new Map()
  const isOfNpm = (path) => path?.startsWith(npm + sep) === true
  let isNew = false

  const resolve = Module._resolveFilename
  Module._resolveFilename = function (request, parent, isMain, options) {
    if (options !== undefined || !isOfNpm(parent?.filename)) return resolve.call(this, request, parent, isMain, options)
    return (known.paths[`${dirname(parent.filename)}\0${request}`] ??= resolve.call(this, request, parent, isMain))
  }

  const plain = Module._extensions['.js']
  Module._extensions['.js'] = (module, filename) => {
    const one = known.modules[filename]
    const source = one?.source ?? (isOfNpm(filename) ? readFileSync(filename, 'utf8').replace(/^#!.*/, '') : undefined)
    // What was compiled before does not know how to import.
    const script = source === undefined || source.includes('import(') ? undefined : compile(source, filename, one?.data)
    if (script === undefined) return plain(module, filename)
    isNew ||= one === undefined || script.cachedDataRejected
    scripts.set(filename, {script, source})
    const words = [module.exports, requireOf(module), module, filename, dirname(filename)]
    script.runInThisContext().call(module.exports, ...words)
  }

  process.on('exit', () => {
    if (!isNew) return
    for (const [path, {script, source}] of scripts) known.modules[path] = {source, data: script.createCachedData()}
    mkdirSync(dirname(file), {recursive: true})
    // Other processes do the same at the same time.
    const fresh = `${file}.${process.pid}`
    writeFileSync(fresh, serialize(known))
    renameSync(fresh, file)
  })
}

/** Each of npm's commands has a file of its own, since each loads modules of its own. */
function fileFor(npm) {
  const {version} = JSON.parse(readFileSync(join(npm, 'package.json'), 'utf8'))
  const hash = createHash('sha256').update([npm, version, process.version, process.arch].join('\0'))
  const command = process.argv.slice(2).find((word) => /^[a-z]+$/.test(word)) ?? 'none'
  const name = `npm-${command}-${hash.digest('hex').slice(0, 12)}`
  return join(__dirname, '../../node_modules/.cache/gt-test', name)
}

/** @returns undefined where it is a module of the other kind */
function compile(source, filename, cachedData) {
  try {
    return new vm.Script(Module.wrap(source), {filename, cachedData})
  } catch {
    return undefined
  }
}

function requireOf(module) {
  const require = (request) => module.require(request)
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options)
  require.main = process.mainModule
  require.cache = Module._cache
  require.extensions = Module._extensions
  return require
}

function read(file) {
  try {
    return deserialize(readFileSync(file))
  } catch {
    // There is none yet.
    return undefined
  }
}
