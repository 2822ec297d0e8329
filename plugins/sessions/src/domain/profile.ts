/** What gt knows of an agent's program, as data: see schemas/agent-profile.json, which tells of each key. */
export interface AgentProfile {
  readonly program: string
  readonly start: readonly string[]
  readonly resume?: readonly string[]
  readonly conversation: 'given' | 'none'
  readonly settings?: Readonly<Record<string, unknown>>
  readonly doors: readonly Door[]
  readonly socket?: {readonly address: string; readonly token: string}
  readonly paste: {readonly gap_ms: number; readonly gap_ms_per_kb?: number; readonly submit: string}
  readonly screen: readonly ScreenRule[]
  readonly stop: {readonly text?: string; readonly keys?: readonly string[]}
  readonly version?: {readonly arguments: readonly string[]; readonly oldest?: string}
}

export type Door = 'socket' | 'paste'

export interface ScreenRule {
  readonly state: 'busy' | 'idle' | 'waiting' | 'blocked'
  readonly reason?: string
  readonly pattern: string
}

/** milliseconds; a text of many kilobytes takes a program longer to take in */
export function gapOf({paste}: AgentProfile, bytes: number): number {
  const more = ((paste.gap_ms_per_kb ?? 0) * bytes) / 1024
  return Math.min(10_000, Math.round(paste.gap_ms + Math.min(more, paste.gap_ms * 1.5)))
}

/** The words of a command line with what gt fills in. */
export function fillIn(words: readonly string[], values: Readonly<Record<string, string>>): string[] {
  return words.map((word) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), word),
  )
}

/** The settings of an agent with the command that tells of an event in the place of `{hook EVENT}`. */
export function fillInHooks(settings: unknown, hook: (event: string) => string): unknown {
  if (typeof settings === 'string')
    return settings.replaceAll(/\{hook ([A-Za-z]+)\}/g, (_all, event: string) => hook(event))
  if (Array.isArray(settings)) return settings.map((one) => fillInHooks(one, hook))
  if (typeof settings !== 'object' || settings === null) return settings
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, fillInHooks(value, hook)]))
}
