import {setTimeout} from 'node:timers/promises'

/** Ends after that time in ms, or at once when the signal fires, whichever is first. Never rejects. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, {signal})
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}
