export interface DiskSpace {
  totalKiB: number
  freeKiB: number
}

const gib = 1024 * 1024

/** What `df -Pk` printed for one path; undefined for anything else, such as a file system without a size. */
export function parseDf(output: string): DiskSpace | undefined {
  const match = /\s(\d+)\s+\d+\s+(-?\d+)\s+\d+%\s+\//.exec(output.split('\n')[1] ?? '')
  const [totalKiB, freeKiB] = [Number(match?.[1]), Number(match?.[2])]
  return totalKiB > 0 ? {totalKiB, freeKiB} : undefined
}

/** A few percent of a large disk are plenty, so both count. */
export function isLow({totalKiB, freeKiB}: DiskSpace): boolean {
  return freeKiB < gib || (freeKiB < 10 * gib && freeKiB < totalKiB / 20)
}

export function printSize(kib: number): string {
  return kib < gib ? `${Math.floor(kib / 1024)} MiB` : `${(kib / gib).toFixed(1)} GiB`
}
