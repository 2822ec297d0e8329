/** One line of a log of a reference: what it pointed to before and after, and why. */
export interface ReflogEntry {
  readonly before: string
  readonly after: string
  readonly why: string
}

/** Commits that a log of a reference names. */
export interface ReflogCommits {
  /** thrown away without a word, such as by a reset or with the branch they were on, or still in use */
  readonly used: readonly string[]
  /** the next entry says that they were amended or rebased away: what they were for goes on in others */
  readonly superseded: readonly string[]
}

/** How git writes it: `old new name <mail> seconds zone`, a tab and the reason. */
const line = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) [^\t]*(?:\t(.*))?$/
const none = /^0+$/
/** Of a rebase, or a pull that rebases: which step it is. Versions before 2.26 write some without a step. */
const step = /^(?:rebase|pull)\b.*?(?:\((start|pick|reword|edit|squash|fixup|continue|finish|abort)\)|( finished)):/
const returning = /: returning to refs\/heads\/(.+)$/
const moving = /^checkout: moving from (.+) to (.+)$/

export function parseReflog(text: string): ReflogEntry[] {
  return text.split('\n').flatMap((row) => {
    const [, before, after, why = ''] = line.exec(row) ?? []
    return before === undefined || after === undefined ? [] : [{before, after, why}]
  })
}

/** @param entries of HEAD, or of a branch */
export function commitsOf(entries: readonly ReflogEntry[]): ReflogCommits {
  const used = new Set<string>()
  const superseded = new Set<string>()
  const branches = branchesOf(entries)
  entries.forEach(({before, after}, at) => {
    // The first entry of a log that was cut may go on from a commit that no entry leads to.
    if (at === 0 || entries[at - 1]?.after !== before)
      (isReplacedBy(entries, at, branches) ? superseded : used).add(before)
    ;(isReplacedBy(entries, at + 1, branches) ? superseded : used).add(after)
  })
  const commits = (set: ReadonlySet<string>): string[] => [...set].filter((commit) => !none.test(commit))
  return {used: commits(used), superseded: commits(superseded)}
}

/** Whether the commit before an entry was amended or rebased away by it: what only comes before a rebase, or is given up in it, was not. */
function isReplacedBy(entries: readonly ReflogEntry[], at: number, branches: readonly (string | undefined)[]): boolean {
  const entry = entries[at]
  if (entry === undefined) return false
  if (entry.why.startsWith('commit (amend)')) return true
  const kind = stepOf(entry.why)
  if (kind === undefined) return false
  const before = stepOf(entries[at - 1]?.why ?? '')
  // A copy that the rebase itself has made.
  if (before !== undefined && before !== 'finish' && before !== 'start') return true
  if (kind === 'start')
    return rebasedBranch(entries, at) !== undefined && rebasedBranch(entries, at) === branches[at - 1]
  // A branch goes from what it was to what became of it; HEAD is there already.
  if (kind === 'finish') return entry.before !== entry.after
  return kind === 'reword' || kind === 'squash' || kind === 'fixup'
}

function stepOf(why: string): string | undefined {
  const [whole, name, finished] = step.exec(why) ?? []
  if (whole !== undefined) return finished === undefined ? name : 'finish'
  if (/^rebase: checkout /.test(why)) return 'start'
  return why.startsWith('rebase: ') ? 'pick' : undefined
}

/** The branch that a rebase which starts there ends on; undefined where it is none, or has not ended. */
function rebasedBranch(entries: readonly ReflogEntry[], start: number): string | undefined {
  for (const {why} of entries.slice(start + 1)) {
    const kind = stepOf(why)
    if (kind === 'finish') return returning.exec(why)?.[1]
    if (kind === 'abort' || kind === 'start') return undefined
  }
  return undefined
}

/** After each entry of HEAD's log, what was checked out, as far as the log tells. */
function branchesOf(entries: readonly ReflogEntry[]): (string | undefined)[] {
  let branch = entries.map(({why}) => moving.exec(why)?.[1]).find((name) => name !== undefined)
  return entries.map(({why}) => (branch = moving.exec(why)?.[2] ?? returning.exec(why)?.[1] ?? branch))
}
