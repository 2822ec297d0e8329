import {UsageError} from '@gt-town/contract'

const seconds: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600, d: 86_400}

/** `90s`, `30m`, `8h`, `2d`, or several of them such as `1h30m`. @returns ms @throws UsageError `GT_DURATION_INVALID` */
export function parseHoldTime(text: string): number {
  const parts = [...text.matchAll(/(\d{1,6})([smhd])/g)]
  const total = parts.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (seconds[unit] ?? 1), 0)
  if (parts.length > 0 && parts.map(([whole]) => whole).join('') === text && total > 0) return total * 1000
  throw new UsageError('GT_DURATION_INVALID', `${JSON.stringify(text.slice(0, 40))} is no duration`, {
    hint: 'write it as 90s, 30m, 8h or 2d',
  })
}
