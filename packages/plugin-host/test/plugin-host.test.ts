import {MemoryConnection} from '@gt-town/contract-testing'
import {isGtError, type DoctorCheck, type StatusQuestion} from '@gt-town/contract'
import {PluginHost as FromSources, type PluginHostOptions} from '../src/plugin-host.js'
import type {ThirdPartyPlugin} from '../src/third-party-plugins.js'
import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {compiled} from '../../../test/support/compiled.js'
import {examine, facts, PluginHost, pluginOf} from './shipped.js'

const asked: ThirdPartyPlugin = {
  ...pluginOf('asked'),
  hooks: {
    'gt:checks': [{target: './hook', identifier: 'checks'}],
    'gt:status': [{target: './hook.mjs', identifier: 'status'}],
  },
}
const workspace = {root: '/town', configDir: 'mayor'} as const

describe('PluginHost', () => {
  it('gives checks as their plugin made them, what is wrong with them too', async () => {
    await using host = hostWith([asked])
    const {answers, failures} = await host.askChecks()
    expect(failures).to.deep.equal([])
    expect(answers.map(({plugin, version}) => `${plugin}@${version}`)).to.deep.equal(['asked@1.2.3'])
    expect(answers[0]?.isThirdParty).to.equal(true)
    const {run, paint, ...data} = (answers[0]?.value[0] ?? {}) as Record<string, unknown>
    expect([typeof run, typeof paint]).to.deep.equal(['function', 'function'])
    expect(data).to.deep.equal({
      id: 'asked/facts',
      title: '@gt-town/cli true true',
      category: 'Plugins',
      scope: 'environment',
      requires: ['workspace/config'],
      description: 'why',
      timeoutMs: 300,
      colour: 'blue',
    })
    expect(host.printed.join('')).to.equal('asked@1.2.3 printed: asked by gt')
  })

  it('keeps the deadline of a check, and of all where that is wanted', async () => {
    expect(await messageOfRun([asked], {})).to.equal('took longer than 0.3 s')
    expect(await messageOfRun([asked], {timeoutMs: 100})).to.equal('took longer than 0.1 s')
  })

  it('asks for status, with a connection', async () => {
    // Its worker runs from the sources too, as this process does.
    await using host = new FromSources([asked], facts)
    const {answers} = await host.askStatus(question())
    expect(answers[0]?.value[0]?.data).to.deep.equal(['hello', false])
  })

  it('takes no more of status than fits', async () => {
    await using host = hostWith([pluginOf('large-status', 'gt:status')])
    const {answers, failures} = await host.askStatus(question())
    expect(answers).to.deep.equal([])
    expect(failures[0]?.error.message).to.equal('its answer is larger than 1048576 bytes')
  })

  it('asks no plugin twice, and none that does not answer the event', async () => {
    await using host = hostWith([asked, pluginOf('large-status', 'gt:status')])
    expect(await host.askChecks()).to.equal(await host.askChecks())
    expect((await host.askChecks()).answers).to.have.length(1)
  })

  it('takes a module as TypeScript compiles it to CommonJS', async () => {
    expect((await examine(['common'])).results).to.deep.equal({'common/a': 'pass'})
  })

  it('refuses what a check asks for after it has ended', async () => {
    const {results} = await examine(['late'], {timeoutMs: 20_000})
    expect(results).to.deep.equal({
      'late/a': 'pass',
      'late/b': 'warn the check has ended: nothing more is done for it',
    })
  })

  it('ends whatever is going on when it is ended', async () => {
    const host = hostWith([asked], {timeoutMs: 60_000})
    const {answers} = await host.askChecks()
    const {connection, signal} = question()
    const context = {connection, signal, rigs: [], looked: [], log: () => undefined}
    const [check] = answers[0]!.value
    const running = (check as DoctorCheck).run(context as never)
    await host[Symbol.asyncDispose]()
    const error = await running.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(isGtError(error, 'GT_ABORTED')).to.equal(true)
  })

  it('starts no process where there is nobody to ask', async () => {
    await using host = hostWith([])
    host.start('gt:checks')
    expect(await host.askChecks()).to.deep.equal({answers: [], failures: []})
    expect(process.getActiveResourcesInfo()).not.to.include('ProcessWrap')
  })

  it('says so when the process cannot be started', async () => {
    const before = process.env['NODE_OPTIONS']
    process.env['NODE_OPTIONS'] = '--no-such-option'
    try {
      await using host = hostWith([asked])
      const {failures} = await host.askChecks()
      expect(failures[0]?.error.message).to.equal('the process for third-party plugins did not start: exit code 9')
    } finally {
      if (before === undefined) delete process.env['NODE_OPTIONS']
      else process.env['NODE_OPTIONS'] = before
    }
  })

  it('leaves no process behind when gt is killed, not even one that never yields', async function () {
    this.timeout(120_000)
    const folder = mkdtempSync(join(tmpdir(), 'gt-plugin-host-'))
    const file = join(folder, 'pids')
    writeFileSync(file, '')
    const pids = (): number[] => readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number)
    const examiner = compiled(new URL('examiner.ts', import.meta.url))
    const gt = spawn(process.execPath, [examiner, 'tells-pid'], {
      stdio: 'ignore',
      env: {...process.env, GT_TEST_PIDS: file},
    })
    // The shared one, the one of its plugin, and the one in which it loops alone.
    while (pids().length < 3) await sleep(50)
    gt.kill('SIGKILL')
    await once(gt, 'exit')
    while (pids().some(isThere)) await sleep(50)
    rmSync(folder, {recursive: true})
  })
})

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function hostWith(plugins: ThirdPartyPlugin[], options: PluginHostOptions = {}): FromSources {
  return new PluginHost(plugins, facts, options)
}

async function messageOfRun(plugins: ThirdPartyPlugin[], options: PluginHostOptions): Promise<string> {
  await using host = hostWith(plugins, options)
  const {answers} = await host.askChecks()
  const [check] = answers.flatMap(({value}) => value) as [DoctorCheck]
  const {connection, signal} = question()
  const context = {connection, signal, rigs: [], looked: [], log: () => undefined}
  return await check.run(context as never).then(
    () => 'it passed',
    (error: unknown) => (error as Error).message,
  )
}

function question(): StatusQuestion {
  return {connection: new MemoryConnection({'/town/note': 'hello'}), workspace, signal: new AbortController().signal}
}
