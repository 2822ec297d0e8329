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
const replacing =
  /^(?:commit \(amend\)|rebase\b|pull\b[^:]*\((?:start|finish|continue|pick|reword|edit|squash|fixup|abort)\))/

export function parseReflog(text: string): ReflogEntry[] {
  return text.split('\n').flatMap((row) => {
    const [, before, after, why = ''] = line.exec(row) ?? []
    return before === undefined || after === undefined ? [] : [{before, after, why}]
  })
}

export function commitsOf(entries: readonly ReflogEntry[]): ReflogCommits {
  const used = new Set<string>()
  const superseded = new Set<string>()
  entries.forEach(({before, after, why}, at) => {
    // The first entry of a log that was cut may go on from a commit that no entry leads to.
    if (at === 0 || entries[at - 1]?.after !== before) (replacing.test(why) ? superseded : used).add(before)
    const next = entries[at + 1]
    ;(next !== undefined && replacing.test(next.why) ? superseded : used).add(after)
  })
  const commits = (set: ReadonlySet<string>): string[] => [...set].filter((commit) => !none.test(commit))
  return {used: commits(used), superseded: commits(superseded)}
}
