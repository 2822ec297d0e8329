/** What earlier versions saved of a polecat that was removed, as references of another clone. */
export interface SavedReferences {
  /** `RIG/refs/gt/removed/POLECAT/TIME` */
  readonly id: string
  readonly rig: string
  readonly polecat: string
  /** ISO 8601, as far as the name tells */
  readonly savedAt: string
  readonly clone: string
  /** names below the prefix, such as `heads/main` or `files`, and the commit of each */
  readonly refs: ReadonlyMap<string, string>
}
