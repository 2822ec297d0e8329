export interface MailSettings {
  /** milliseconds */
  readonly retryFirstMs: number
  readonly retryLongestMs: number
  readonly expireMs: number
}

const keys = {
  retry_first_seconds: {default: 5, unit: 1000},
  retry_longest_seconds: {default: 300, unit: 1000},
  /** as long as Postfix tries: https://www.postfix.org/postconf.5.html#maximal_queue_lifetime */
  expire_days: {default: 5, unit: 86_400_000},
} as const
type Key = keyof typeof keys

/** What a town's configuration says under `mail`; a value that makes no sense counts as its default. */
export function mailSettings(settings: unknown): MailSettings {
  const milliseconds = (key: Key): number => {
    const value = valueOf(settings, key)
    return (isSensible(value) ? value : keys[key].default) * keys[key].unit
  }
  const retryFirstMs = milliseconds('retry_first_seconds')
  return {
    retryFirstMs,
    retryLongestMs: Math.max(retryFirstMs, milliseconds('retry_longest_seconds')),
    expireMs: milliseconds('expire_days'),
  }
}

/** The keys whose values make no sense. */
export function senselessSettings(settings: unknown): string[] {
  return Object.keys(keys).filter((key) => {
    const value = valueOf(settings, key as Key)
    return value !== undefined && !isSensible(value)
  })
}

/**
 * When to try again after so many failures in a row: twice as long each time, and up to a quarter less by chance, so that
 * machines that failed together are not tried together for ever.
 * @param chance from 0 to 1
 */
export function retryDelayMs({retryFirstMs, retryLongestMs}: MailSettings, failures: number, chance: number): number {
  const whole = Math.min(retryLongestMs, retryFirstMs * 2 ** Math.min(30, Math.max(0, failures - 1)))
  return Math.round(whole * (1 - chance / 4))
}

function valueOf(settings: unknown, key: Key): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined
  return (settings as Readonly<Record<string, unknown>>)[key]
}

function isSensible(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value <= 100_000
}
