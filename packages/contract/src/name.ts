import {UsageError} from './error.js'

export type NameKind = 'rig' | 'polecat' | 'machine'

/** Words that already mean something as a path, an address or a doctor subcommand. */
const reserved: Readonly<Record<NameKind, readonly string[]>> = {
  rig: ['mayor', '.gastown', 'local', 'checks', 'explain', 'undo', 'runs', 'new'],
  polecat: ['refinery', 'mail', '.gastown'],
  machine: ['local', 'hub'],
}

const maxCharacters = 64
const maxBytes = 200

/**
 * Checks a rig, polecat or machine name; it becomes a path, a tmux name and an ssh argument.
 * @returns the name, unchanged
 * @throws UsageError `GT_NAME_INVALID`, with the rule that is broken
 */
export function parseName(kind: NameKind, name: string): string {
  const problem = nameProblem(kind, name)
  if (problem === undefined) return name
  throw new UsageError('GT_NAME_INVALID', `${JSON.stringify(name.slice(0, 80))} cannot name a ${kind}: ${problem}`, {
    hint: 'use letters and digits, then also . _ -, such as "beads" or "web-2"',
  })
}

/** What is wrong with a name, or undefined when nothing is. */
export function nameProblem(kind: NameKind, name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (reserved[kind].includes(foldName(name))) return 'this word is reserved'
  // The same rules without Unicode tables, which take a while to load.
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)) return undefined
  if (!/^[\p{L}\p{Nd}]/u.test(name)) return 'it must start with a letter or a digit'
  const bad = /[^\p{L}\p{M}\p{Nd}._-]/u.exec(name)
  if (bad) return `${describeCharacter(bad[0])} is not allowed`
  if (name !== name.normalize('NFC')) return 'its accents are written apart from their letters (not NFC)'
  if (Array.from(name).length > maxCharacters) return `it is longer than ${maxCharacters} characters`
  if (new TextEncoder().encode(name).length > maxBytes) return `it is longer than ${maxBytes} bytes`
  return undefined
}

/** Two names with the same fold are the same name: some file systems ignore case. */
export function foldName(name: string): string {
  return name.toUpperCase().toLowerCase().normalize('NFC')
}

function describeCharacter(character: string): string {
  if (character === ' ') return 'a blank'
  if (/^[\x21-\x7e]$/.test(character)) return JSON.stringify(character)
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
