import type {Space} from '@gt-town/contract'

const gib = 1024 ** 3

/** A few percent of a large disk are plenty, so both count. */
export function isLow({totalBytes, freeBytes}: Space): boolean {
  return freeBytes < gib || (freeBytes < 10 * gib && freeBytes < totalBytes / 20)
}

export function printSize(bytes: number): string {
  return bytes < gib ? `${Math.floor(bytes / 1024 ** 2)} MiB` : `${(bytes / gib).toFixed(1)} GiB`
}
