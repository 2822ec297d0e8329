import type {Settings} from './settings.js'

/** Ways to log in that ssh2 has, as RFC 4252 and RFC 4256 call them, in ssh's order; and the setting that turns each off. */
const settingOf: ReadonlyMap<string, string> = new Map([
  ['publickey', 'pubkeyauthentication'],
  ['keyboard-interactive', 'kbdinteractiveauthentication'],
  ['password', 'passwordauthentication'],
])

/** The ways to log in that the configuration prefers, whoever has them (PreferredAuthentications). */
export function preferredMethods(settings: Settings): string[] {
  return settings.get('preferredauthentications')?.[0]?.split(',') ?? [...settingOf.keys()]
}

/** Those of them that ssh2 has and that are not turned off. */
export function loginMethods(settings: Settings): string[] {
  return preferredMethods(settings).filter((method) => {
    const setting = settingOf.get(method)
    return setting !== undefined && !['no', 'false'].includes(settings.get(setting)?.[0] ?? 'yes')
  })
}
