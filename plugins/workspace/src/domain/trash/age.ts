import {UsageError} from '@gt-town/contract'

const units = {m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000} as const
const pattern = /^([1-9]\d{0,4})([mhdw])$/

/** `30d` in milliseconds. @throws UsageError `GT_AGE_INVALID` */
export function parseAge(text: string): number {
  const [, count, unit] = pattern.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return Number(count) * units[unit as keyof typeof units]
  throw new UsageError('GT_AGE_INVALID', `${JSON.stringify(text.slice(0, 40))} is not an age`, {
    hint: 'give a number and a unit: 90m, 12h, 30d or 4w',
  })
}
