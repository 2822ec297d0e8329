import type {SharedContext} from './protocol.js'
import type {AnyContext} from './proxy-check.js'

/** Finds what many contexts have in common, so that it crosses once; machines take turns, each with its own. */
export class SharedContexts {
  readonly #last = new Map<string, SharedContext>()

  sharedPartOf({workspace, rigs, looked, reason, connection: {machine}}: AnyContext): SharedContext {
    const place = `${machine} ${workspace?.root ?? ''}`
    const last = this.#last.get(place)
    if (
      last?.rigs === rigs &&
      last.workspace === workspace &&
      last.machine === machine &&
      last.looked === looked &&
      last.reason === reason
    )
      return last
    const shared = {
      machine,
      rigs,
      looked,
      ...(workspace && {workspace}),
      ...(reason !== undefined && {reason}),
    }
    this.#last.set(place, shared)
    return shared
  }
}
