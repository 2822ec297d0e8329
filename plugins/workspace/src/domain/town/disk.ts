import type {Space} from '@gt-town/contract'

/** Below this part of it nothing can be relied on to be written. */
const leastFree = 0.01

export function isFull({freeBytes, totalBytes}: Space): boolean {
  return totalBytes > 0 && freeBytes / totalBytes < leastFree
}
