// The process in which third-party hooks and checks run. See docs/decisions/014.
import {cutText} from '@gt-town/text'
import {messageOf} from '@gt-town/contract'
import {MessageQueue, sendAll} from '../message-queue.js'
import type {FromWorker, SharedContext, ToWorker} from '../protocol.js'
import {toWireError} from '../wire-error.js'
import {attemptOfPromise, currentAttempt, trackAttempts, type Attempt} from './attempt.js'
import {Attempts} from './attempts.js'
import {CallClient} from './call-client.js'
import {captureOutput} from './capture-output.js'
import {checkContext, deepFreeze} from './check-context.js'
import {takeHostChannel} from './host-channel.js'
import {isIdle, whenIdle} from './idle.js'
import {watchIntrinsics} from './intrinsics.js'
import {idOf, LoadedPlugins, type LiveCheck} from './loaded-plugins.js'
import {ProxyConnection} from './proxy-connection.js'
import {restrictProcess} from './restrict-process.js'
import {sanitizeFindings} from './sanitize-findings.js'
import {startWatchdog} from './watchdog.js'

/** A loop of a plugin is noticed by gt; only where gt itself has ended is this thread needed, so it can wait. */
const watchdogAfterMs = 300

/** A module without anything in it. */
const emptyModule: string = 'data:text/javascript,'

const changedIntrinsic = watchIntrinsics()
const send = takeHostChannel((messages) => {
  if (!isTainted()) for (const message of messages) receive(message)
})
const queue = new MessageQueue<FromWorker>((messages) => {
  attempts.sent()
  // Saves gt the question.
  if (plugins && attempts.areAllOver && isIdle()) messages.push({t: 'idle'})
  if (!isTainted()) sendAll(messages, send, unsendable)
}, setImmediate)
const post = (message: FromWorker): void => queue.push(message)
const calls = new CallClient(post)
const attempts = new Attempts(post, (attempt) => {
  // At once: it may never yield.
  if (isTracked) send([{t: 'begun', attempt}])
})
const contexts = new Map<number, SharedContext>()
let plugins: LoadedPlugins | undefined
let isTracked = false

process.on('uncaughtException', (error) => uncaught(currentAttempt(), 'threw outside of its run', error))
process.on('unhandledRejection', (error, promise) => {
  uncaught(attemptOfPromise(promise), 'left a promise rejection unhandled', error)
})
restrictProcess((reason) => {
  const attempt = currentAttempt() ?? attempts.onlyOf(plugins?.ownerOf(new Error().stack))
  if (attempt && !attempt.isOver) attempts.fail(attempt, new Error(reason))
  // Whose it was is seen where each plugin is alone.
  else if (!attempt && !attempts.areAllOver) send([{t: 'tainted', reason}])
  else uncaught(attempt, reason)
})
captureOutput((text) => {
  const plugin = currentAttempt()?.plugin ?? plugins?.ownerOf(new Error().stack)
  post({t: 'printed', text, ...(plugin !== undefined && {plugin})})
})
post({t: 'ready'})
// Nothing, but Node's loader of modules is ready then before it is needed.
void import(emptyModule)

function receive(message: ToWorker): void {
  switch (message.t) {
    case 'set-up':
      plugins = new LoadedPlugins(deepFreeze(message.config), (text) => process.stdout.write(text))
      isTracked = message.tracked
      if (isTracked) trackAttempts()
      if (isTracked) startWatchdog(message.parent)
      else setTimeout(startWatchdog, watchdogAfterMs, message.parent).unref()
      break
    case 'context':
      contexts.set(message.context, deepFreeze(message.data))
      break
    case 'ask-hook':
      return askHook(message)
    case 'run-check':
      return runCheck(message)
    case 'run-fix':
      return runFix(message)
    case 'abort':
      return attempts.abort(message.attempt)
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
    case 'await-idle':
      return whenIdle(() => post({t: 'idle'}))
  }
}

function askHook({attempt: id, plugin, ...question}: ToWorker & {t: 'ask-hook'}): void {
  attempts.start(id, plugin.name, async (attempt) => {
    if (!plugins) throw new Error('asked before it was set up')
    if (question.event === 'gt:checks') return plugins.ask(plugin, question.event, {})
    const {workspace, machine, event} = question
    const connection = new ProxyConnection(machine, calls, attempt, true)
    return plugins.ask(plugin, event, {connection, workspace: deepFreeze(workspace), signal: attempt.signal})
  })
}

function runCheck(message: ToWorker & {t: 'run-check'}): void {
  const {attempt: first, rigs = [undefined]} = message
  rigs.forEach((rig, index) => {
    start(first + index, message, rig, async (check, context) => sanitizeFindings(await check.run?.(context)))
  })
}

function runFix(message: ToWorker & {t: 'run-fix'}): void {
  start(message.attempt, message, message.rig, async (check, context) => {
    await check.fix?.(context, message.finding)
  })
}

function start(
  id: number,
  {t, plugin, place, context, machineName, settings}: ToWorker & {t: 'run-check' | 'run-fix'},
  rigName: string | undefined,
  run: (check: LiveCheck, context: object) => Promise<unknown>,
): void {
  const shared = contexts.get(context)
  attempts.start(id, plugin, async (attempt) => {
    if (!plugins || !shared) throw new Error('asked before it was set up')
    const check = plugins.check(plugin, place)
    attempt.check = idOf(check)
    const connection = new ProxyConnection(shared.machine, calls, attempt, t === 'run-check')
    const rig = rigName === undefined ? undefined : shared.rigs.find(({name}) => name === rigName)
    return run(check, checkContext(attempt, connection, shared, {rig, machineName, settings}))
  })
}

function uncaught(attempt: Attempt | undefined, what: string, error?: unknown): void {
  const plugin = attempt?.plugin ?? plugins?.ownerOf(error instanceof Error ? error.stack : new Error().stack)
  post({
    t: 'uncaught-error',
    message: cutText(error === undefined ? what : `${what}: ${messageOf(error)}`),
    isTracked,
    ...(plugin !== undefined && {plugin}),
    ...(attempt?.check !== undefined && {check: attempt.check}),
  })
}

/** Once the language itself is not what it was, nothing that was found out can be trusted: gt ends this process then. */
function isTainted(): boolean {
  const what = changedIntrinsic()
  if (what !== undefined) send([{t: 'tainted', reason: `changed ${what}, which all code shares`}])
  return what !== undefined
}

function unsendable(message: FromWorker, error: unknown): void {
  const outcome = {ok: false, error: toWireError(error)} as const
  if (message.t === 'call') calls.answer(message.call, outcome)
  else if (message.t === 'input') calls.break(message.call, error)
  else if (message.t === 'done') send([{t: 'done', attempt: message.attempt, outcome}])
  else throw error
}
