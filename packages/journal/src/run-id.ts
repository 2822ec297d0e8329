/** Names that sort by time; what has another name in the folder of runs is not gt's. */
const idPattern = /^\d{8}T\d{6}Z-[0-9a-f]{4}$/

export function isRunId(name: string): boolean {
  return idPattern.test(name)
}

/**
 * A name that sorts after every other one, also within one second and where the clock went back: the newest run is the one that
 * is undone first.
 * @param newest the last of the names there are
 * @param chance from 0 to below 1, so that names of other towns are other ones
 */
export function runId(moment: Date, newest: string | undefined, chance: number): string {
  const stamp = stampOf(moment)
  if (newest === undefined || newest.slice(0, stamp.length) < stamp)
    return `${stamp}-${hex(Math.floor(chance * 0x8000))}`
  const last = parseInt(newest.slice(stamp.length + 1), 16)
  if (last < 0xffff)
    return `${newest.slice(0, stamp.length)}-${hex(last + 1 + Math.floor(chance * (0xffff - last) * 0.1))}`
  return `${stampOf(new Date(momentOf(newest) + 1000))}-${hex(0)}`
}

function stampOf(moment: Date): string {
  return moment.toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

/** in milliseconds since 1970 */
function momentOf(id: string): number {
  const parts = id.replace(/^(....)(..)(..T..)(..)(..Z).*/, '$1-$2-$3:$4:$5')
  return Date.parse(parts)
}

function hex(number: number): string {
  return number.toString(16).padStart(4, '0')
}
