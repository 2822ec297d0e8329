import {UsageError} from '@gt-town/contract'

const units: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}
const longestMs = 366 * 86_400_000

/**
 * @param text such as `90`, which is seconds, `90s`, `30m`, `2h`, `5d`
 * @param flag how errors call it
 * @returns milliseconds
 * @throws UsageError `GT_USAGE`
 */
export function parseTimeLimit(text: string, flag: string): number {
  const [, digits, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text) ?? []
  const milliseconds = Number(digits) * (units[unit] ?? 1000)
  if (digits !== undefined && milliseconds <= longestMs) return milliseconds
  throw new UsageError('GT_USAGE', `${flag} ${JSON.stringify(text.slice(0, 40))} is no time of up to a year`, {
    hint: `write a number with s, m, h or d, such as ${flag} 30m`,
  })
}
