import {polecatNames, rigNames} from './healthy-town.js'
import {isSame, type Entry} from './tree.js'

type Tree = ReadonlyMap<string, Entry>

/** Paths that no repair may change in any way: work, commits, mail, notes. */
const untouchable = [
  'CLAUDE.md',
  'docs',
  '.git',
  'mayor/mail/inbox.jsonl',
  'mayor/notes.md',
  ...rigNames.flatMap((rig) => [
    `${rig}/notes`,
    ...polecatNames.flatMap((polecat) => [`${rig}/${polecat}`, `${rig}/.gastown/mail/${polecat}`]),
  ]),
]

/** What was there before a repair and is not any more: neither in its place nor, byte by byte, moved aside. */
export function losses(before: Tree, after: Tree): string[] {
  const kept = new Map<string, Entry[]>()
  for (const [path, entry] of after) {
    const home = homeOf(path).replaceAll(/\.corrupt-\d{8}T\d{6}Z(-\d+)?(?=\/|$)/g, '')
    kept.set(home, [...(kept.get(home) ?? []), entry])
  }
  return [...before].flatMap(([path, entry]) => {
    const now = after.get(path)
    if (untouchable.some((mine) => path === mine || path.startsWith(`${mine}/`))) {
      return isSame(entry, now) && entry.mode === now?.mode ? [] : [`changed: ${path}`]
    }
    if (kept.get(path)?.some((other) => isSame(entry, other))) return []
    return now?.kind === 'file' && isSuperset(path, entry.content, now.content) ? [] : [`lost: ${path}`]
  })
}

/** Where a clone that a repair moved to the trash lay before. */
function homeOf(path: string): string {
  const [, rig = '', owner, rest = ''] =
    /^mayor\/trash\/[^~/]+~([^~/]+)~[^/]+\/(refinery|mayor)(?=\/|$)(.*)$/.exec(path) ?? []
  if (owner === undefined) return path
  return (owner === 'refinery' ? `${rig}/refinery/rig` : `mayor/rigs/${rig}`) + rest
}

/** The lines of .gitignore and the entries of the registry may grow in number. */
function isSuperset(path: string, before: string, after: string): boolean {
  if (path === '.gitignore') return includesAll(after.split('\n'), before.split('\n'))
  return path === 'mayor/state.json' && includesAll(JSON.stringify(JSON.parse(after)), entriesOf(before))
}

function entriesOf(text: string): string[] {
  const {projects, ...rest} = JSON.parse(text) as {projects: object}
  return [...Object.entries(projects), ...Object.entries(rest)].map(
    ([key, value]) => `"${key}":${JSON.stringify(value)}`,
  )
}

function includesAll(whole: {includes(part: string): boolean}, parts: readonly string[]): boolean {
  return parts.every((part) => whole.includes(part))
}
