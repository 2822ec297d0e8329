import {UsageError} from '@gt-town/contract'

const units: Readonly<Record<string, number>> = {'': 1000, s: 1000, m: 60_000, h: 3_600_000}
const mostSeconds = 86_400

/** `90`, `90s`, `1.5m` and `2h`, in milliseconds; up to a day. @param flag for the error @throws UsageError */
export function parseDuration(flag: string, text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? []
  const milliseconds = Math.ceil(Number(number) * (units[unit] ?? Number.NaN))
  if (milliseconds > 0 && milliseconds <= mostSeconds * 1000) return milliseconds
  throw new UsageError('GT_USAGE', `${flag} ${JSON.stringify(text)} is no time from 0.001s to 24h`, {
    hint: `for example ${flag} 60s, or ${flag} 2m`,
  })
}

/** The value of `--timeout`: `2.5` is 2500 milliseconds. @throws UsageError */
export function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (seconds > 0 && seconds <= mostSeconds) return Math.ceil(seconds * 1000)
  throw new UsageError(
    'GT_USAGE',
    `--timeout ${JSON.stringify(text)} is no number of seconds from 0.001 to ${mostSeconds}`,
    {hint: 'for example --timeout 30'},
  )
}
