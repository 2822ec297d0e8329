// The process in which hooks and checks of others run. See docs/decisions/014.
import {cutText} from '@gt-town/text'
import {messageOf} from '@gt-town/contract'
import {Outbox} from '../outbox.js'
import type {FromChild, SceneData, ToChild} from '../protocol.js'
import {sendEach} from '../send-each.js'
import {toWireError} from '../wire-error.js'
import {Calls} from './calls.js'
import {takeChannel} from './channel.js'
import {contextOf, deepFreeze} from './context.js'
import {guardProcess} from './guard-process.js'
import {watchIntrinsics} from './intrinsics.js'
import {currentJob, followJobs, jobOfPromise, type Job} from './job.js'
import {Jobs} from './jobs.js'
import {idOf, Plugins, type LiveCheck} from './plugins.js'
import {catchPrints} from './prints.js'
import {RemoteConnection} from './remote-connection.js'
import {tameFindings} from './tame-findings.js'
import {startWatchdog} from './watchdog.js'
import {isAtRest, whenAtRest} from './when-at-rest.js'

/** A loop of a plugin is noticed by gt; only where gt itself has ended is this thread needed, so it can wait. */
const watchdogAfterMs = 300

/** A module without anything in it. */
const nothing: string = 'data:text/javascript,'

const changed = watchIntrinsics()
const send = takeChannel((messages) => {
  if (!isTainted()) for (const message of messages) receive(message)
})
const outbox = new Outbox<FromChild>((messages) => {
  jobs.sent()
  // Saves gt the question.
  if (plugins && jobs.areAllOver && isAtRest()) messages.push({t: 'rested'})
  if (!isTainted()) sendEach(messages, send, unsendable)
}, setImmediate)
const post = (message: FromChild): void => outbox.push(message)
const calls = new Calls(post)
const jobs = new Jobs(post, (job) => {
  // At once: it may never give way.
  if (isWatched) send([{t: 'begun', job}])
})
const scenes = new Map<number, SceneData>()
let plugins: Plugins | undefined
let isWatched = false

process.on('uncaughtException', (error) => stray(currentJob(), 'threw outside of its run', error))
process.on('unhandledRejection', (error, promise) => stray(jobOfPromise(promise), 'left a rejection to nobody', error))
guardProcess((how) => {
  const job = currentJob() ?? jobs.onlyOf(plugins?.ownerOf(new Error().stack))
  if (job && !job.isOver) jobs.fail(job, new Error(how))
  // Whose it was is seen where each plugin is alone.
  else if (!job && !jobs.areAllOver) send([{t: 'tainted', how}])
  else stray(job, how)
})
catchPrints((text) => {
  const plugin = currentJob()?.plugin ?? plugins?.ownerOf(new Error().stack)
  post({t: 'printed', text, ...(plugin !== undefined && {plugin})})
})
post({t: 'ready'})
// Nothing, but Node's loader of modules is ready then before it is needed.
void import(nothing)

function receive(message: ToChild): void {
  switch (message.t) {
    case 'set-up':
      plugins = new Plugins(deepFreeze(message.config), (text) => process.stdout.write(text))
      isWatched = message.watched
      if (isWatched) followJobs()
      if (isWatched) startWatchdog(message.parent)
      else setTimeout(startWatchdog, watchdogAfterMs, message.parent).unref()
      break
    case 'scene':
      scenes.set(message.scene, deepFreeze(message.data))
      break
    case 'ask':
      return ask(message)
    case 'look':
      return look(message)
    case 'fix':
      return fix(message)
    case 'abort':
      return jobs.abort(message.job)
    case 'answer':
      return calls.answer(message.call, message.outcome)
    case 'chunk':
      return void calls.chunk(message)
    case 'locked':
      return calls.locked(message.call)
    case 'lost':
      return calls.lost(message.call)
    case 'pull':
      return void calls.pull(message.call)
    case 'health':
      return calls.health(message)
    case 'ping':
      return post({t: 'pong'})
    case 'rest':
      return whenAtRest(() => post({t: 'rested'}))
  }
}

function ask({job: id, plugin, ...question}: ToChild & {t: 'ask'}): void {
  jobs.start(id, plugin.name, async (job) => {
    if (!plugins) throw new Error('asked before it was set up')
    if (question.event === 'gt:checks') return plugins.ask(plugin, question.event, {})
    const {workspace, machine, event} = question
    const connection = new RemoteConnection(machine, calls, job, true)
    return plugins.ask(plugin, event, {connection, workspace: deepFreeze(workspace), signal: job.signal})
  })
}

function look(message: ToChild & {t: 'look'}): void {
  const {job: first, rigs = [undefined]} = message
  rigs.forEach((rig, index) => {
    runCheck(first + index, message, rig, async (check, context) => tameFindings(await check.run?.(context)))
  })
}

function fix(message: ToChild & {t: 'fix'}): void {
  runCheck(message.job, message, message.rig, async (check, context) => {
    await check.fix?.(context, message.finding)
  })
}

function runCheck(
  id: number,
  {t, plugin, place, scene: number, machineName, settings}: ToChild & {t: 'look' | 'fix'},
  rigName: string | undefined,
  run: (check: LiveCheck, context: object) => Promise<unknown>,
): void {
  const scene = scenes.get(number)
  jobs.start(id, plugin, async (job) => {
    if (!plugins || !scene) throw new Error('asked before it was set up')
    const check = plugins.check(plugin, place)
    job.check = idOf(check)
    const connection = new RemoteConnection(scene.machine, calls, job, t === 'look')
    const rig = rigName === undefined ? undefined : scene.rigs.find(({name}) => name === rigName)
    return run(check, contextOf(job, connection, scene, {rig, machineName, settings}))
  })
}

function stray(job: Job | undefined, what: string, error?: unknown): void {
  const plugin = job?.plugin ?? plugins?.ownerOf(error instanceof Error ? error.stack : new Error().stack)
  post({
    t: 'stray',
    message: cutText(error === undefined ? what : `${what}: ${messageOf(error)}`),
    isFollowed: isWatched,
    ...(plugin !== undefined && {plugin}),
    ...(job?.check !== undefined && {check: job.check}),
  })
}

/** Once the language itself is not what it was, nothing that was found out can be trusted: gt ends this process then. */
function isTainted(): boolean {
  const what = changed()
  if (what !== undefined) send([{t: 'tainted', how: `changed ${what}, which all code shares`}])
  return what !== undefined
}

function unsendable(message: FromChild, error: unknown): void {
  if (message.t === 'call') calls.answer(message.call, {ok: false, error: toWireError(error)})
  else if (message.t === 'input') calls.break(message.call, error)
  else if (message.t === 'done') send([{t: 'done', job: message.job, outcome: {ok: false, error: toWireError(error)}}])
  else throw error
}
