import type {DoctorCheck, EnvironmentContext, Finding, MachineContext, RigContext} from '@gt-town/contract'
import type {CheckPlace, WireAnswer, WireCheck} from './protocol.js'

/** What a check of any scope is given, as far as it can cross. */
export type AnyContext = EnvironmentContext & Partial<RigContext & MachineContext>

export interface CheckRunner {
  run(place: CheckPlace, check: ProxiedCheck, context: AnyContext): Promise<Finding | Finding[]>
  fix(place: CheckPlace, check: ProxiedCheck, context: AnyContext, finding: Finding): Promise<void>
}

/** What is known here of a check; the doctor holds it against the contract later. */
export interface ProxiedCheck {
  readonly id?: unknown
  readonly timeoutMs?: unknown
}

/** The checks of one answer as the doctor takes them: data is copied, what they do is done in the worker. */
export function proxyChecks(answer: WireAnswer, hook: number, runner: CheckRunner): DoctorCheck[] {
  // What is no list, and no check, is the doctor's to name.
  if (answer.is === 'other') return answer.value as DoctorCheck[]
  return answer.checks.map((check, index) => proxyCheck(check, {hook, index}, runner) as DoctorCheck)
}

function proxyCheck(wire: WireCheck, place: CheckPlace, runner: CheckRunner): unknown {
  if (wire.is === 'other') return wire.value
  const {data, functions} = wire
  const known: Record<string, unknown> = {
    run: async (context: AnyContext) => runner.run(place, data, context),
    fix: async (context: AnyContext, finding: Finding) => runner.fix(place, data, context, finding),
  }
  return {
    ...data,
    ...Object.fromEntries(functions.map((name) => [name, known[name] ?? (() => undefined)])),
  }
}
