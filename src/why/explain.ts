import {isGtError, messageOf, type WhyStep} from '@gt-town/contract'

/** Why something does not move, as far as that can be told. */
export interface Explanation {
  /** `clear`: nothing hinders it; `cause`: the first link that is broken is known; `unknown`: what comes before that cannot be told */
  readonly verdict: 'clear' | 'cause' | 'unknown'
  /** the link that decides; undefined where nothing hinders it */
  readonly decisive: WhyStep | undefined
  /** all links up to that one, in their order */
  readonly steps: readonly WhyStep[]
}

/** The first link of the chain that is not whole decides: what comes after it may well be its consequence. */
export function explain(steps: readonly WhyStep[]): Explanation {
  const sorted = steps.toSorted((a, b) => a.order - b.order)
  const at = sorted.findIndex(({state}) => state !== 'ok')
  const decisive = sorted[at]
  if (decisive === undefined || decisive.state === 'ok') return {verdict: 'clear', decisive: undefined, steps: sorted}
  return {verdict: decisive.state, decisive, steps: sorted.slice(0, at + 1)}
}

/** What an error on the way to the town says: one of the link to a machine cannot tell what is behind it, but is itself the cause. */
export function failedStep(order: number, what: string, error: unknown): WhyStep {
  if (!isGtError(error)) return {order, what, state: 'unknown', says: messageOf(error)}
  const next = error.hint === undefined ? {} : {next: error.hint}
  return {order, what, state: 'cause', says: error.message, ...next}
}

/** What a plugin answered; what is none of the kind is left out. */
export function soundSteps(value: unknown): WhyStep[] {
  return Array.isArray(value) ? value.filter(isStep) : []
}

function isStep(value: unknown): value is WhyStep {
  if (typeof value !== 'object' || value === null) return false
  const {order, what, state, says} = value as Record<string, unknown>
  const isState = state === 'ok' || state === 'cause' || state === 'unknown'
  return Number.isFinite(order) && typeof what === 'string' && isState && typeof says === 'string'
}
