import {messageOf} from '@gt-town/contract'
import type {HookAnswer, HookAnswers} from '@gt-town/hooks'
import type {RegisteredCheck} from './registered-check.js'
import {validateCheck} from './validate-check.js'

/** Something wrong with what a plugin gave; `key` tells it from the others. */
export interface RegistryIssue {
  readonly key: string
  readonly message: string
}

export interface CheckRegistry {
  readonly checks: readonly RegisteredCheck[]
  /** plugins that could not answer, and checks that cannot be run */
  readonly refused: readonly RegistryIssue[]
  /** keys that the contract does not know */
  readonly unknownKeys: readonly RegistryIssue[]
  readonly duplicates: readonly RegistryIssue[]
}

/**
 * Sorts what the plugins answered into checks that can run and issues with the rest. Our own plugins come first, then by name.
 * @param reserved ids that nobody may take, with the plugin that has them
 */
export function registerChecks(
  {answers, failures}: HookAnswers<unknown>,
  reserved: ReadonlyMap<string, string> = new Map(),
): CheckRegistry {
  const checks = new Map<string, RegisteredCheck>()
  const refused: RegistryIssue[] = failures.map(({plugin, version, error}) => ({
    key: plugin,
    message: `${plugin}@${version} could not give its checks: ${messageOf(error)}`,
  }))
  const unknownKeys: RegistryIssue[] = []
  const duplicates: RegistryIssue[] = []
  for (const {plugin, version, isThirdParty, value} of answers.toSorted(byRank)) {
    const name = `${plugin}@${version}`
    if (!Array.isArray(value)) {
      refused.push({
        key: plugin,
        message: `${name} could not give its checks: it answered something that is not a list`,
      })
      continue
    }
    value.forEach((given: unknown, index) => {
      const label = labelOf(given, index)
      const validated = validateCheck(given)
      if (!validated.ok) {
        refused.push({
          key: `${plugin} ${label}`,
          message: `${name} gave a check that cannot run, ${label}: ${validated.problem}`,
        })
        return
      }
      const {check} = validated
      const first = checks.get(check.id)?.plugin ?? reserved.get(check.id)
      if (first !== undefined) {
        duplicates.push({
          key: `${plugin} ${label}`,
          message: `${name} repeats the id ${check.id} of ${first}: its check does not run`,
        })
        return
      }
      checks.set(check.id, {check, plugin, version, ...(isThirdParty && {isThirdParty})})
      if (validated.unknownKeys.length > 0) {
        unknownKeys.push({
          key: check.id,
          message: `${check.id} of ${name} has unknown keys: ${validated.unknownKeys.join(', ')}`,
        })
      }
    })
  }
  return {checks: [...checks.values()], refused, unknownKeys, duplicates}
}

function byRank(a: HookAnswer<unknown>, b: HookAnswer<unknown>): number {
  const rank = ({isThirdParty}: HookAnswer<unknown>) => (isThirdParty ? 1 : 0)
  return rank(a) - rank(b) || (a.plugin < b.plugin ? -1 : a.plugin > b.plugin ? 1 : 0)
}

function labelOf(given: unknown, index: number): string {
  const id = typeof given === 'object' && given !== null && 'id' in given ? given.id : undefined
  return typeof id === 'string' ? JSON.stringify(id.slice(0, 80)) : `number ${index + 1}`
}
