import {GtError} from '@gt-town/contract'

/** One kind of work that is only in one clone. */
export interface Risk {
  readonly kind: RiskKind
  /** what it is, such as file names or commits; of many only the first */
  readonly items: readonly string[]
  readonly count: number
}

export type RiskKind =
  | 'uncommitted'
  | 'untracked'
  | 'hidden'
  | 'stashed'
  | 'unpushed'
  | 'in-progress'
  | 'worktree'
  | 'nested'
  | 'submodule'
  | 'unproven'

const maxItems = 5

const nouns: Readonly<Record<RiskKind, readonly [one: string, many: string]>> = {
  uncommitted: ['uncommitted change', 'uncommitted changes'],
  untracked: ['untracked file', 'untracked files'],
  hidden: ['change hidden from git status', 'changes hidden from git status'],
  stashed: ['stash', 'stashes'],
  unpushed: ['unpushed commit', 'unpushed commits'],
  'in-progress': ['unfinished operation', 'unfinished operations'],
  worktree: ['worktree linked to this clone', 'worktrees linked to this clone'],
  nested: ['repository inside', 'repositories inside'],
  submodule: ['submodule with work', 'submodules with work'],
  unproven: ['tag that may not be pushed', 'tags that may not be pushed'],
}

/** A risk of these things, or none. @param count when there are more than are listed */
export function riskOf(kind: RiskKind, items: readonly string[], count = items.length): Risk[] {
  return count === 0 ? [] : [{kind, items: items.slice(0, maxItems), count}]
}

/** `2 untracked files: notes.txt, a/b.txt` */
export function printRisk({kind, items, count}: Risk): string {
  const [one, many] = nouns[kind]
  const more = count > items.length ? ` and ${count - items.length} more` : ''
  return `${count} ${count === 1 ? one : many}: ${items.join(', ')}${more}`
}

/** @param what whose work it is, such as `beads/happy` */
export function workAtRiskError(found: readonly {what: string; risks: readonly Risk[]}[], hint: string): GtError {
  const all = found.map(({what, risks}) => `${what} holds ${risks.map(printRisk).join('; ')}`)
  return new GtError('GT_WORK_AT_RISK', `this is only here: ${all.join('. ')}`, {hint, exit: 1})
}

/** What `git status --porcelain=v2 -z --ignored=matching` says. */
export interface StatusFacts {
  changed: string[]
  submodules: string[]
  untracked: string[]
  ignored: string[]
}

export function parseStatus(text: string): StatusFacts {
  const facts: StatusFacts = {changed: [], submodules: [], untracked: [], ignored: []}
  const records = text.split('\0')
  for (let index = 0; index < records.length; index++) {
    const record = records[index] ?? ''
    const kind = record[0]
    if (kind === '?') facts.untracked.push(record.slice(2))
    else if (kind === '!') facts.ignored.push(record.slice(2))
    else if (kind === '1' || kind === '2' || kind === 'u') {
      const fields = record.split(' ')
      const path = fields.slice(kind === '1' ? 8 : kind === '2' ? 9 : 10).join(' ')
      ;(fields[2]?.startsWith('S') ? facts.submodules : facts.changed).push(path)
      // A rename is followed by the name it had before.
      if (kind === '2') index++
    }
  }
  return facts
}

/** One line of `git ls-files -v -s -z`. */
export interface IndexEntry {
  path: string
  oid: string
  /** git status does not look at it */
  isHidden: boolean
  isSubmodule: boolean
  /** a symbolic link */
  isLink: boolean
  /** a file that may be run */
  isExecutable: boolean
}

export function parseIndex(text: string): IndexEntry[] {
  return text.split('\0').flatMap((record): IndexEntry[] => {
    const match = /^(\S) (\d+) ([0-9a-f]+) \d\t([\s\S]*)$/.exec(record)
    if (!match) return []
    const [, tag = '', mode, oid = '', path = ''] = match
    return [
      {
        path,
        oid,
        isHidden: tag === 'S' || tag !== tag.toUpperCase(),
        isSubmodule: mode === '160000',
        isLink: mode === '120000',
        isExecutable: mode === '100755',
      },
    ]
  })
}

/** Files of git's folder that tell of something begun and not ended. */
export const unfinished: readonly (readonly [file: string, operation: string])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase or am'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
  // Of several commits, when the one that stopped it was committed.
  ['sequencer', 'cherry-pick or revert'],
  ['MERGE_AUTOSTASH', 'merge'],
]
