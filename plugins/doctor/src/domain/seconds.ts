import {UsageError} from '@gt-town/contract'

const most = 86_400

/** `2.5` is 2500 milliseconds. @throws UsageError */
export function parseSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (seconds > 0 && seconds <= most) return Math.ceil(seconds * 1000)
  throw new UsageError('GT_USAGE', `--timeout ${JSON.stringify(text)} is no number of seconds from 0.001 to ${most}`, {
    hint: 'for example --timeout 30',
  })
}
