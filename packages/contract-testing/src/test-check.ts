import assert from 'node:assert/strict'
import type {
  DoctorCheck,
  EnvironmentContext,
  Finding,
  MachineContext,
  MachineSettings,
  Rig,
  RigContext,
  Workspace,
  WorkspaceContext,
} from '@gt-town/contract'
import {readOnly} from '@gt-town/connection'
import {neverAborted} from '@gt-town/waiting'
import {compareTrees} from './compare-trees.js'
import {MemoryConnection, type Program, type Tree} from './memory-connection.js'

/** What a check is told about the town; everything has a default. */
export interface CheckEnvironment {
  /** default `/town` with `mayor/`; null is no town */
  workspace?: Workspace | null
  /** default `beads` in `/town/beads`, registered and configured */
  rig?: Rig
  /** default: only `rig` */
  rigs?: readonly Rig[]
  looked?: readonly string[]
  reason?: string
  machineName?: string
  settings?: MachineSettings
  /** what the check can execute, by command name; nothing by default */
  programs?: Readonly<Record<string, Program>>
}

/** A tree in which the check finds nothing to complain about. */
export interface PassCase extends CheckEnvironment {
  title?: string
  tree: Tree
}

/** A tree in which it does. */
export interface FailCase extends PassCase {
  /** exactly what it says, one line for each finding that is not a pass */
  message: string | readonly string[]
  /** of every such finding; default `fail` */
  status?: 'fail' | 'warn'
  hint?: string
  path?: string
  /**
   * The tree after the fix: exactly this. `*` in a path stands for any part of a name, a RegExp for the contents of a file.
   * Absent where the check has no fix or says `fixable: false`.
   */
  fixed?: Tree<string | RegExp>
  /** messages that are still there after the fix */
  remains?: readonly string[]
}

export interface CheckCases {
  passes?: readonly (Tree | PassCase)[]
  fails?: readonly FailCase[]
  /** trees in which it cannot tell, or need not */
  skips?: readonly (PassCase & {message: string})[]
}

export interface TestCheckOptions extends CheckEnvironment {
  /** mocha's or node:test's; default the global ones */
  describe?: (title: string, body: () => void) => unknown
  it?: (title: string, body: () => Promise<void>) => unknown
  /** set when the fix is tested elsewhere, since it needs more than files (git, say) */
  fixTestedElsewhere?: boolean
}

/**
 * Declares the tests of one check from data, on a memory file system. Each case proves that `run` writes nothing and says
 * exactly that; each failing one with `fixed` also that `fix` makes exactly that tree, that `run` then passes, and that a
 * second `fix` changes nothing.
 */
export function testCheck(check: DoctorCheck, cases: CheckCases, options: TestCheckOptions = {}): void {
  const {describe, it} = {...(globalThis as unknown as Required<Pick<TestCheckOptions, 'describe' | 'it'>>), ...options}
  describe(check.id, () => {
    cases.passes?.forEach((given, index) => {
      const passing = isCase(given) ? given : {tree: given}
      it(passing.title ?? `passes: tree ${index + 1}`, async () => {
        assert.deepEqual(problemsIn(await runReadOnly(check, passing, options)), [])
      })
    })
    cases.skips?.forEach((skipped) => {
      it(skipped.title ?? `skips: ${skipped.message}`, async () => {
        const findings = await runReadOnly(check, skipped, options)
        assert.deepEqual(
          findings.map(({status, message}) => ({status, message})),
          [{status: 'skip', message: skipped.message}],
        )
      })
    })
    cases.fails?.forEach((failing) => {
      const messages = [failing.message].flat()
      it(failing.title ?? `says: ${messages.join(' | ')}`, async () => failsAndIsFixed(check, failing, options))
    })
  })
}

async function failsAndIsFixed(check: DoctorCheck, failing: FailCase, options: TestCheckOptions): Promise<void> {
  const problems = problemsIn(await runReadOnly(check, failing, options))
  assert.deepEqual(
    problems.map(({status, message}) => ({status, message})),
    [failing.message].flat().map((message) => ({status: failing.status ?? 'fail', message})),
  )
  for (const problem of problems) {
    if (failing.hint !== undefined) assert.equal(problem.hint, failing.hint)
    if (failing.path !== undefined) assert.equal(problem.path, failing.path)
  }
  const fixable = check.fix ? problems.filter((problem) => problem.fixable !== false) : []
  if (options.fixTestedElsewhere) return
  if (failing.fixed === undefined) {
    assert.deepEqual(fixable, [], 'it can be fixed: give the tree after the fix as `fixed`, or say `fixable: false`')
    return
  }
  assert.notDeepEqual(fixable, [], 'nothing here can be fixed, yet the case has a tree `fixed`')
  const connection = memoryOf(failing, options)
  const context = contextOf(connection, failing, options)
  for (const problem of fixable) await check.fix?.(context, problem)
  compareTrees(connection.tree(), failing.fixed)
  const after = await check.run({...context, connection: readOnly(connection)})
  assert.deepEqual(
    problemsIn([after].flat()).map(({message}) => message),
    failing.remains ?? [],
    'after the fix it still complains',
  )
  const fixedOnce = connection.tree()
  for (const problem of fixable) await check.fix?.(context, problem)
  assert.deepEqual(connection.tree(), fixedOnce, 'a second fix changed something')
}

/** Runs the check on a read-only connection and proves that the tree is as before. */
async function runReadOnly(check: DoctorCheck, given: PassCase, options: TestCheckOptions): Promise<Finding[]> {
  const connection = memoryOf(given, options)
  const before = connection.tree()
  const findings = [await check.run(contextOf(readOnly(connection), given, options))].flat()
  assert.deepEqual(connection.tree(), before, 'run wrote something')
  return findings
}

function memoryOf(given: PassCase, options: CheckEnvironment): MemoryConnection {
  return new MemoryConnection(given.tree, {programs: {...options.programs, ...given.programs}})
}

/** Everything any scope is promised, so that one object serves all four. */
function contextOf(
  connection: EnvironmentContext['connection'],
  given: CheckEnvironment,
  options: CheckEnvironment,
): EnvironmentContext & WorkspaceContext & RigContext & MachineContext {
  const all = {...options, ...given}
  const workspace = all.workspace === undefined ? ({root: '/town', configDir: 'mayor'} as const) : all.workspace
  const rig = all.rig ?? {name: 'beads', path: '/town/beads', registered: true, configured: true}
  const context = {
    connection,
    signal: neverAborted(),
    log: () => undefined,
    ...(workspace && {workspace}),
    rig,
    rigs: all.rigs ?? [rig],
    looked: all.looked ?? [],
    ...(all.reason !== undefined && {reason: all.reason}),
    machineName: all.machineName ?? 'local',
    ...(all.settings && {settings: all.settings}),
  }
  return context as EnvironmentContext & WorkspaceContext & RigContext & MachineContext
}

function problemsIn(findings: readonly Finding[]): Finding[] {
  return findings.filter(({status}) => status !== 'pass')
}

function isCase(given: Tree | PassCase): given is PassCase {
  return 'tree' in given
}
