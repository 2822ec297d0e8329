import type {CheckTarget} from '../checks/check-target.js'

export interface Section<Member> {
  readonly kind: 'workspace' | 'rig' | 'category'
  /** of the rig or the category */
  readonly name: string
  /** on which it is; absent for the one we are on */
  readonly machine?: string
  readonly members: readonly Member[]
}

/** Categories whose checks stand with the town or their rig; any other category is a section of its own. */
const townCategories: readonly string[] = ['Workspace', 'Rig']
const firstCategories: readonly string[] = ['Environment', 'Federation', 'Mail', 'Plugins']

/** The order of the report: the town, each rig by name, then the other sections. Inside, targets stay as they come. */
export function sectionsOf(targets: readonly CheckTarget[]): Section<CheckTarget>[] {
  const workspace: CheckTarget[] = []
  const rigs = new Map<string, CheckTarget[]>()
  const categories = new Map<string, CheckTarget[]>()
  for (const target of targets) {
    if (!townCategories.includes(target.check.category)) listIn(categories, target.check.category).push(target)
    else if (target.rig) listIn(rigs, target.rig.name).push(target)
    else workspace.push(target)
  }
  return [
    ...(workspace.length > 0 ? [{kind: 'workspace', name: 'Workspace', members: workspace} as const] : []),
    ...[...rigs].sort(byName).map(([name, members]) => ({kind: 'rig', name, members}) as const),
    ...[...categories].sort(byRank).map(([name, members]) => ({kind: 'category', name, members}) as const),
  ]
}

function listIn(groups: Map<string, CheckTarget[]>, name: string): CheckTarget[] {
  let list = groups.get(name)
  if (!list) groups.set(name, (list = []))
  return list
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function byRank(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  const rank = (name: string) =>
    firstCategories.includes(name) ? firstCategories.indexOf(name) : firstCategories.length
  return rank(a[0]) - rank(b[0]) || byName(a, b)
}
