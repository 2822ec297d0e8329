import type {SceneData} from './protocol.js'
import type {AnyContext} from './proxy-check.js'

/** Finds what many contexts have in common, so that it crosses once; machines take turns, each with its own. */
export class Scenes {
  readonly #last = new Map<string, SceneData>()

  sceneOf({workspace, rigs, looked, reason, connection: {machine}}: AnyContext): SceneData {
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
    const scene = {
      machine,
      rigs,
      looked,
      ...(workspace && {workspace}),
      ...(reason !== undefined && {reason}),
    }
    this.#last.set(place, scene)
    return scene
  }
}
