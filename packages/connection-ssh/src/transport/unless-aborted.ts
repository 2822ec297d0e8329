import {AbortedError} from '@gt-town/contract'
import {orAborted} from '@gt-town/waiting'

/** What the work comes to, unless the caller's signal fires first, which need not be there. @throws AbortedError naming the work */
export async function unlessAborted<T>(what: string, signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work
  try {
    return await orAborted(work, signal)
  } catch (error) {
    throw signal.aborted && error === signal.reason ? new AbortedError(what, {cause: error}) : error
  }
}
