import type {SceneData} from './protocol.js'
import type {AnyContext} from './proxy-check.js'

/** Finds what many contexts have in common, so that it crosses once. */
export class Scenes {
  #last: SceneData | undefined

  sceneOf({workspace, rigs, looked, reason, connection: {machine}}: AnyContext): SceneData {
    const last = this.#last
    if (
      last?.rigs === rigs &&
      last.workspace === workspace &&
      last.machine === machine &&
      last.looked === looked &&
      last.reason === reason
    )
      return last
    return (this.#last = {
      machine,
      rigs,
      looked,
      ...(workspace && {workspace}),
      ...(reason !== undefined && {reason}),
    })
  }
}
