'use strict'
// Runs command lines of gt in one process, one after the other, each as bin/run.js runs one. See warm-processes.ts.
const {subscribe} = require('node:diagnostics_channel')
const {join} = require('node:path')
const process = require('node:process')

const root = join(__dirname, '../../..')
const {loadBundle} = require(join(root, 'bin', 'bundle.js'))
const gt = Promise.resolve(loadBundle()?.exports ?? import('../../../dist/main.js'))
const mostMemory = 500e6

const emitters = [process, process.stdout, process.stderr]
const timers = []
const children = new Set()
/** @type {string | undefined} what ends the output of the run that is under way */
let mark
/** @type {NodeJS.ReadStream | undefined} once a run has asked for it */
let stdin

subscribe('child_process', ({process: child}) => children.add(child))
watchTimers('setTimeout', clearTimeout)
watchTimers('setInterval', clearInterval)
watchStdin()
process.on('message', begin)
// Emitted where a process of one run would end: nothing is left that it waits for.
process.on('beforeExit', end)
process.on('disconnect', () => process.exit())
const ours = emitters.map((emitter) => new Map(emitter.eventNames().map((name) => [name, emitter.rawListeners(name)])))

function begin(request) {
  mark = request.mark
  process.chdir(request.cwd)
  for (const name of Object.keys(process.env)) if (!(name in request.env)) delete process.env[name]
  Object.assign(process.env, request.env)
  process.argv = [process.argv[0], join(root, 'bin', 'run.js'), ...request.argv]
  process.exitCode = undefined
  // From now on only the run keeps this process alive.
  process.channel.unref()
  void gt.then(({main}) => main(request.argv, root))
}

function end() {
  if (mark === undefined || isSpent()) return
  for (const listener of theirs(0, 'exit')) listener.call(process, process.exitCode ?? 0)
  emitters.forEach((emitter, index) => {
    for (const name of emitter.eventNames()) for (const one of theirs(index, name)) emitter.off(name, one)
  })
  for (const [timer, clear] of timers.splice(0)) clear(timer)
  // What it stands in could not be unmounted.
  process.chdir('/')
  const [code, text] = [process.exitCode ?? 0, mark]
  mark = undefined
  process.channel.ref()
  process.stdout.write(text, () => process.stderr.write(text, () => process.send({code})))
}

/** Whether the next run would not find what a new process has. Then this one ends here, as gt does. */
function isSpent() {
  for (const child of children) if (child.exitCode !== null || child.signalCode !== null) children.delete(child)
  const wasRead = stdin !== undefined && (stdin.destroyed || stdin.readableFlowing !== null || stdin.readableEnded)
  return children.size > 0 || wasRead || process.memoryUsage.rss() > mostMemory
}

/** What a run listens to. */
function theirs(index, name) {
  const known = ours[index].get(name) ?? []
  return emitters[index].rawListeners(name).filter((listener) => !known.includes(listener))
}

/** A timer that does not keep a process alive never fires in one that has ended. */
function watchTimers(name, clear) {
  const plain = globalThis[name]
  const watched = (...words) => {
    const timer = plain(...words)
    timers.push([timer, clear])
    return timer
  }
  for (const symbol of Object.getOwnPropertySymbols(plain)) watched[symbol] = plain[symbol]
  globalThis[name] = watched
}

function watchStdin() {
  const {get} = Object.getOwnPropertyDescriptor(process, 'stdin')
  Object.defineProperty(process, 'stdin', {get: () => (stdin ??= get()), configurable: true, enumerable: true})
}
