import type {DirEntry, FileType} from '@gt-town/contract'
import type {ProcessEnd, StartStage} from './remote-agent.js'

// What the program in perl and the one in sh say in the same letters.

/** @param entries each the letter of its type and its name */
export function entriesOf(entries: readonly string[]): DirEntry[] {
  return entries
    .map((entry): DirEntry => ({name: entry.slice(1), type: fileTypeOf(entry.slice(0, 1))}))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function fileTypeOf(letter: string): FileType {
  if (letter === 'f') return 'file'
  if (letter === 'd') return 'directory'
  return letter === 'l' ? 'symlink' : 'other'
}

/** @param text `c7`: exit code 7; `sKILL`: a signal */
export function exitOf(text: string): ProcessEnd {
  const rest = text.slice(1)
  return text.startsWith('s')
    ? {how: 'exited', code: null, signal: `SIG${rest}`}
    : {how: 'exited', code: Number(rest), signal: null}
}

const stages: Readonly<Record<string, StartStage>> = {d: 'cwd-missing', f: 'cwd-no-folder', x: 'program'}

export function notStarted([letter = '', code = '', text = '']: readonly string[]): ProcessEnd {
  return {how: 'not-started', at: stages[letter] ?? 'system', failure: {code, text}}
}
