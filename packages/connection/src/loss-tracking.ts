import {isGtError, type GtError} from '@gt-town/contract'
import {ConnectionDecorator} from './connection-decorator.js'

/** Remembers that the link was lost: each check that was under way has only its own words for that. */
export class LossTrackingConnection extends ConnectionDecorator {
  #loss: GtError | undefined

  /** the first one */
  get loss(): GtError | undefined {
    return this.#loss
  }

  protected override async pass<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      if (isGtError(error, 'GT_CONNECTION_LOST')) this.#loss ??= error
      throw error
    }
  }
}
