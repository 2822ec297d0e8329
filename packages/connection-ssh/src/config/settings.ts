/** By its name in lower case; what was set several times, or printed so, in its order. */
export type Settings = ReadonlyMap<string, readonly string[]>

/** Reads what `ssh -G` prints: a name, a blank, a value on each line. */
export function parseSettings(text: string): Settings {
  const settings = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\S+) (.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    const key = name.toLowerCase()
    settings.set(key, [...(settings.get(key) ?? []), value])
  }
  return settings
}

export function isOn(value: string | undefined): boolean {
  return value === 'yes' || value === 'true'
}

/** Comma-separated words; undefined where there are none. */
export function listOf(value: string | undefined): string[] | undefined {
  return value === undefined || value === '' ? undefined : value.split(',')
}

/** Several paths of one line: ssh prints them without quotes, so a blank parts them only where a new path begins. */
export function configPathsOf(value: string | undefined): string[] {
  if (value === undefined) return []
  return value.split(/[/~]/.test(value[0] ?? '') ? / +(?=[/~])/ : / +/)
}

/** A time as ssh_config(5) writes it, such as `90`, `1m30s` or `1h`. @returns seconds; undefined where it is none */
export function secondsOf(value: string | undefined): number | undefined {
  if (value === undefined || !/^(\d+[smhdw]?)+$/i.test(value)) return undefined
  const parts = [...value.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)]
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (secondsIn[unit] ?? 1), 0)
}

const secondsIn: Readonly<Record<string, number>> = {m: 60, h: 3600, d: 86_400, w: 604_800}
