import {GtError, UsageError} from '@gt-town/contract'
import {quoteWord} from '@gt-town/text'
import {join} from 'node:path'

export const shells = ['bash', 'zsh', 'fish'] as const
export type CompletedShell = (typeof shells)[number]

/** Whose shell it is. All paths are absolute. */
export interface ShellUser {
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** where gt keeps its own data */
  readonly dataFolder: string
}

/** Where completion is put for a shell. */
export interface CompletionPlace {
  /** the script */
  readonly script: string
  /** the file the shell reads when it starts, and the line there that loads the script; fish finds it by itself */
  readonly startFile?: {readonly path: string; readonly line: string}
}

const mark = '# gt autocomplete'
/** By which lines that gt added are known, also where somebody wrote something after them. */
const isOwn = /^\[ -r .* && \. .* # gt autocomplete/

/** @throws GtError `GT_SHELL_UNKNOWN` where neither the user nor SHELL names one that gt has completion for */
export function shellOf(named: string | undefined, env: ShellUser['env']): CompletedShell {
  const found = shells.find((shell) => shell === (named ?? env['SHELL']?.split('/').at(-1)))
  if (found) return found
  const hint = `name one: gt autocomplete ${shells.join('|')}`
  if (named !== undefined) throw new UsageError('GT_USAGE', `gt has no completion for ${JSON.stringify(named)}`, {hint})
  throw new GtError('GT_SHELL_UNKNOWN', 'which shell is in use is not known: SHELL does not name one of them', {
    hint,
    exit: 2,
  })
}

export function completionPlace(shell: CompletedShell, {home, env, dataFolder}: ShellUser): CompletionPlace {
  if (shell === 'fish') {
    return {script: join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'fish', 'completions', 'gt.fish')}
  }
  const script = join(dataFolder, 'completion', `gt.${shell}`)
  const path = shell === 'bash' ? join(home, '.bashrc') : join(env['ZDOTDIR'] || home, '.zshrc')
  return {script, startFile: {path, line: `[ -r ${quoteWord(script)} ] && . ${quoteWord(script)} ${mark}`}}
}

/** The text with that line, and no other of gt's. */
export function withLine(text: string, line: string): string {
  const rest = withoutLine(text)
  // A last line that goes on would take this one for a part of it.
  const gap = /\\\n?$/.test(rest) ? '\n' : ''
  return `${rest}${rest === '' || rest.endsWith('\n') ? '' : '\n'}${gap}${line}\n`
}

export function withoutLine(text: string): string {
  return text
    .split(/(?<=\n)/)
    .filter((one) => !isOwn.test(one))
    .join('')
}
