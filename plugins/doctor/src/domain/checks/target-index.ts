import {targetName, type CheckTarget} from './check-target.js'

/** Targets by check and rig, to find what one requires. */
export class TargetIndex {
  readonly #byCheck = new Map<string, Map<string, CheckTarget>>()

  constructor(targets: readonly CheckTarget[]) {
    for (const target of targets) {
      let byName = this.#byCheck.get(target.check.id)
      if (!byName) this.#byCheck.set(target.check.id, (byName = new Map<string, CheckTarget>()))
      byName.set(targetName(target), target)
    }
  }

  /** Whether that check is so: on the same rig or of the whole town; seen from there, on any rig. */
  someRequired(target: CheckTarget, id: string, isSo: (required: CheckTarget) => boolean): boolean {
    const byName = this.#byCheck.get(id)
    if (!byName) return false
    const same = byName.get(targetName(target)) ?? byName.get('')
    if (same) return isSo(same)
    return !target.rig && [...byName.values()].some(isSo)
  }
}
