import {hostname, userInfo} from 'node:os'
import {resolve} from 'node:path'
import type {Settings} from './settings.js'

/** Fills in what ssh_config(5), TOKENS, says; `ssh -G` prints most settings as they were written. */
export interface Expander {
  /** `~`, `${NAME}` and the tokens of file names. @returns an absolute path */
  readonly path: (text: string) => string
  /** the tokens of ProxyCommand and ProxyJump; a shell sees to the rest */
  readonly proxy: (text: string) => string
}

export function expander(
  host: string,
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
): Expander {
  const one = (name: string): string => settings.get(name)?.[0] ?? ''
  const local = hostname()
  const proxy: Readonly<Record<string, string>> = {
    '%': '%',
    h: one('hostname'),
    n: host,
    p: one('port'),
    r: one('user'),
  }
  const file: Readonly<Record<string, string>> = {
    ...proxy,
    d: home(),
    i: String(process.getuid?.() ?? ''),
    j: one('proxyjump'),
    k: one('hostkeyalias') || host,
    L: local.split('.', 1)[0] ?? '',
    l: local,
    u: userInfo().username,
  }
  const tokens = (text: string, known: Readonly<Record<string, string>>): string =>
    text.replaceAll(/%(.)/g, (whole, letter: string) => known[letter] ?? whole)
  const variables = (text: string): string =>
    text.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => env[name] ?? whole)
  return {
    path: (text) => resolve(tokens(variables(withHome(text)), file)),
    proxy: (text) => tokens(text, proxy),
  }
}

/** The account's, whatever HOME says: so does ssh. */
export function home(): string {
  return userInfo().homedir
}

function withHome(text: string): string {
  return text === '~' || text.startsWith('~/') ? home() + text.slice(1) : text
}
