import type {Rig, Workspace} from '@gt-town/contract'
import {targetOf, type Job} from './check-target.js'
import {aboutGt} from '../about-gt.js'
import type {RegisteredCheck} from './registered-check.js'
import type {Part, Seat} from './environment.js'
import type {Selection} from './select-checks.js'

/** What there is to look at. */
export interface Scene {
  /** absent where there is no town */
  readonly workspace?: Workspace
  readonly rigs: readonly Rig[]
  /** folders searched when no town was found */
  readonly looked: readonly string[]
  /** why there is no town, where more is known */
  readonly reason?: string
  /** which machine this is; absent for the one we are on */
  readonly seat?: Seat
  /** default all */
  readonly part?: Part
}

/** Every check on each of its targets: the environment, the town, every rig (or the one of that name), or the machine. */
export function planJobs({checks, asked}: Selection, scene: Scene, rigName?: string): Job[] {
  const {workspace, rigs, seat} = scene
  const chosen = rigName === undefined ? rigs : rigs.filter(({name}) => name === rigName)
  return checks.flatMap((registered): Job[] => {
    if (!isOf(scene, registered)) return []
    const job = {...registered, asked: asked.has(registered.check.id), ...(seat && {machine: seat.name})}
    switch (registered.check.scope) {
      case 'environment':
        return [job]
      case 'workspace':
        return workspace ? [job] : []
      case 'rig':
        return workspace ? chosen.map((rig) => ({...job, rig})) : []
      case 'machine':
        return seat ? [job] : []
    }
  })
}

function isOf({seat, part = 'all'}: Scene, {check: {id, scope}}: RegisteredCheck): boolean {
  if (part === 'machine') return scope === 'machine'
  return part === 'gt' ? aboutGt.has(id) : !seat || !aboutGt.has(id)
}

/** Jobs by check and target, to find what a job requires. */
export class JobIndex {
  readonly #byCheck = new Map<string, Map<string, Job>>()

  constructor(jobs: readonly Job[]) {
    for (const job of jobs) {
      let targets = this.#byCheck.get(job.check.id)
      if (!targets) this.#byCheck.set(job.check.id, (targets = new Map<string, Job>()))
      targets.set(targetOf(job), job)
    }
  }

  /** Whether a job of that check is so: the one on the same rig or of the whole town; seen from there, one of any rig. */
  someRequired(job: Job, id: string, isSo: (required: Job) => boolean): boolean {
    const targets = this.#byCheck.get(id)
    if (!targets) return false
    const same = targets.get(targetOf(job)) ?? targets.get('')
    if (same) return isSo(same)
    return !job.rig && [...targets.values()].some(isSo)
  }
}
