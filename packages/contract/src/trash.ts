import type {Place} from './workspace.js'

/** A type and no interface, as oclif asks of what goes through a hook. */
export type TrashQuestion = {
  /** the town that holds it, on its machine */
  readonly place: Place
  /** a polecat (`rig/polecat`), or all of a rig (`rig/`), by the name it went under */
  readonly address: string
  /** id of the entry of the trash it lies in: what else belongs to it is moved there too, into a folder of the plugin's own */
  readonly entry: string
  /** the address it comes back under; undefined where it goes */
  readonly back?: string | undefined
  readonly signal: AbortSignal
}
