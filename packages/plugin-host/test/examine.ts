import {isGtError, messageOf, type Connection, type DoctorCheck, type Finding, type Rig} from '@gt-town/contract'
import {readOnly} from '@gt-town/connection'
import {MemoryConnection} from '@gt-town/contract-testing'
import {PluginHost, type PluginHostOptions} from '../src/plugin-host.js'
import type {ConfigFacts} from '../src/protocol.js'
import type {ThirdPartyPlugin} from '../src/third-party-plugins.js'
import {join} from 'node:path'

export {PluginHost}

const fixtures = join(import.meta.dirname, 'fixtures')

export const facts: ConfigFacts = {
  name: '@gt-town/cli',
  version: '1.0.0',
  bin: 'gt',
  root: '/gt',
  dataDir: '/data',
  cacheDir: '/cache',
  configDir: '/config',
  home: '/home/me',
  platform: 'linux',
  arch: 'x64',
}

/** A plugin of the fixtures, a folder with its hook; `name=folder` for another name. */
export function pluginOf(fixture: string, event: 'gt:checks' | 'gt:status' = 'gt:checks'): ThirdPartyPlugin {
  const [name = '', folder = name] = fixture.split('=')
  return {
    name,
    version: '1.2.3',
    root: join(fixtures, folder),
    moduleType: 'commonjs',
    hooks: {[event]: [{target: './hook', identifier: 'default'}]},
    refusal: undefined,
  }
}

const workspace = {root: '/town', configDir: 'mayor'} as const
const rigs: Rig[] = ['beads', 'fine'].map((name) => ({
  name,
  path: `/town/${name}`,
  registered: true,
  configured: true,
}))

export interface Examination {
  /** `id@rig`: `status message`, or `error`/`timeout` and what was thrown */
  readonly results: Readonly<Record<string, string>>
  /** `name@version: why it gave no checks` */
  readonly failures: readonly string[]
  readonly uncaught: readonly string[]
  readonly printed: string
  readonly findings: readonly Finding[]
  readonly connection: Connection
  readonly tookMs: number
}

/** Asks these plugins for their checks and runs each on everything it applies to, as the doctor does. */
export async function examine(
  files: readonly string[],
  options: PluginHostOptions & {fix?: boolean} = {},
): Promise<Examination> {
  const started = performance.now()
  const connection = new MemoryConnection({'/town/note': 'hello', '/town/beads/': '', '/town/fine/': ''})
  await using host = new PluginHost(
    files.map((file) => pluginOf(file)),
    facts,
    {
      timeoutMs: 3000,
      hookTimeoutMs: 4000,
      ...options,
    },
  )
  const {answers, failures} = await host.askChecks()
  const results: Record<string, string> = {}
  const findings: Finding[] = []
  const checks = answers.flatMap(({value}) => (Array.isArray(value) ? value : [])).filter(isRunnable)
  const run = async (check: DoctorCheck, rig?: Rig): Promise<void> => {
    const name = rig ? `${check.id}@${rig.name}` : check.id
    try {
      const found: unknown = await check.run(contextOf(readOnly(connection), rig) as never)
      for (const finding of [found].flat() as (Finding | undefined)[]) {
        if (!finding) continue
        results[name] = [finding.status, finding.message].filter(Boolean).join(' ')
        findings.push(finding)
        if (options.fix && finding.status === 'fail') await check.fix?.(contextOf(connection, rig) as never, finding)
      }
    } catch (error) {
      results[name] = `${isGtError(error, 'GT_CHECK_TIMEOUT') ? 'timeout' : 'error'} ${messageOf(error)}`
    }
  }
  const runs = checks.flatMap((check): [DoctorCheck, Rig?][] =>
    check.scope === 'rig' ? rigs.map((rig) => [check, rig]) : [[check]],
  )
  if (options.fix) for (const [check, rig] of runs) await run(check, rig)
  else await Promise.all(runs.map(async ([check, rig]) => run(check, rig)))
  return {
    results,
    findings,
    connection,
    failures: failures.map(({plugin, version, error}) => `${plugin}@${version}: ${error.message}`),
    uncaught: await host.uncaughtErrors(),
    printed: host.printed.join(''),
    tookMs: performance.now() - started,
  }
}

function contextOf(connection: Connection, rig: Rig | undefined): object {
  return {
    connection,
    workspace,
    rigs,
    looked: [],
    signal: new AbortController().signal,
    log: () => undefined,
    ...(rig && {rig}),
  }
}

function isRunnable(check: unknown): check is DoctorCheck {
  return typeof check === 'object' && check !== null && 'run' in check
}
