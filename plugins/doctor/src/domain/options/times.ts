import {UsageError} from '@gt-town/contract'

const units: Readonly<Record<string, number>> = {'': 1000, s: 1000, m: 60_000, h: 3_600_000}
const mostMs = 86_400_000

/** `90`, `90s`, `1.5m` and `2h`, in milliseconds; up to a day. @param flag for the error @throws UsageError */
export function parseDuration(flag: string, text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? []
  const milliseconds = Math.ceil(Number(number) * (units[unit] ?? Number.NaN))
  if (milliseconds > 0 && milliseconds <= mostMs) return milliseconds
  throw new UsageError('GT_USAGE', `${flag} ${JSON.stringify(text)} is no time from 0.001s to 24h`, {
    hint: `for example ${flag} 60s, or ${flag} 2m`,
  })
}
