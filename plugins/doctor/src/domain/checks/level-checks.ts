import type {RegisteredCheck} from './registered-check.js'

export interface LevelledChecks {
  /** Each level requires only checks of levels before it. Required ids that nobody has do not count. */
  readonly levels: readonly (readonly RegisteredCheck[])[]
  /** checks that require themselves in the end, each with the way around */
  readonly cycles: ReadonlyMap<string, string>
}

/** Orders checks by what they require. */
export function levelChecks(checks: readonly RegisteredCheck[]): LevelledChecks {
  const byId = new Map(checks.map((registered) => [registered.check.id, registered]))
  const depths = new Map<string, number>()
  const cycles = new Map<string, string>()
  const depthOf = (id: string, above: readonly string[]): number => {
    const known = depths.get(id)
    if (known !== undefined) return known
    const start = above.indexOf(id)
    if (start !== -1) {
      const members = above.slice(start)
      for (const member of members) cycles.set(member, [...members, id].join(' -> '))
      return 0
    }
    const required = (byId.get(id)?.check.requires ?? []).filter((other) => byId.has(other))
    const depth = Math.max(0, ...required.map((other) => depthOf(other, [...above, id]) + 1))
    depths.set(id, depth)
    return depth
  }
  for (const {check} of checks) depthOf(check.id, [])
  const used = [...new Set(depths.values())].sort((a, b) => a - b)
  return {levels: used.map((depth) => checks.filter(({check}) => depths.get(check.id) === depth)), cycles}
}
