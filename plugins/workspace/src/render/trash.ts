import type {Risk, RiskKind} from '../domain/polecats/work-at-risk.js'
import {printRisk} from '../domain/polecats/work-at-risk.js'
import {printAlong} from '../domain/trash/along.js'
import type {TrashEntry} from '../domain/trash/trash-entry.js'
import type {SavedReferences} from '../domain/trash/saved-references.js'
import type {ListedTrash} from '../domain/trash/listed-trash.js'

/** An entry in a `--json` document. */
export interface TrashDocument {
  id: string
  /** `references`: what earlier versions saved in a clone of the rig */
  kind: 'polecat' | 'rig' | 'clone' | 'references' | null
  /** what it was, such as `beads/happy`; null where nothing tells */
  address: string | null
  machine: string
  removed_at: string | null
  command: string | null
  /** where it was */
  from: string | null
  /** the folder it lies in; of references the clone */
  path: string
  parts: string[]
  /** work that was nowhere else; null where that is not known */
  only_here: {what: string; kind: string; items: string[]; count: number}[] | null
  /** what went with it that nobody was asked about, such as ignored files */
  along: {what: string; kind: string; items: string[]; count: number}[]
}

export function trashDocuments({entries, saved}: ListedTrash, machine: string): TrashDocument[] {
  return [
    ...entries.map(({id, manifest, parts, path}) => ({
      id,
      kind: manifest?.kind ?? null,
      address: manifest?.address ?? null,
      machine,
      removed_at: manifest?.removed_at ?? null,
      command: manifest?.command ?? null,
      from: manifest?.from ?? null,
      path,
      parts: [...parts],
      only_here: manifest?.only_here ?? null,
      along: manifest?.along ?? [],
    })),
    ...saved.map(({id, rig, polecat, savedAt, clone, refs}) => ({
      id,
      kind: 'references' as const,
      address: `${rig}/${polecat}`,
      machine,
      removed_at: savedAt,
      command: null,
      from: null,
      path: clone,
      parts: [...refs.keys()],
      only_here: null,
      along: [],
    })),
  ]
}

/** Rows of the table of the trash; the first is the heading. */
export function trashRows({entries, saved}: ListedTrash): string[][] {
  return [
    ['WHAT', 'REMOVED', 'ID', 'ONLY HERE'],
    ...entries.map((entry) => [what(entry), removed(entry.manifest?.removed_at), entry.id, onlyHere(entry).join('; ')]),
    ...saved.map(({id, rig, polecat, savedAt, refs}) => [
      `${rig}/${polecat}`,
      removed(savedAt),
      id,
      `${refs.size} ${refs.size === 1 ? 'reference' : 'references'} saved by an earlier gt`,
    ]),
  ]
}

/** What `gt trash show` prints of one entry. */
export function trashLines(entry: ListedTrash['entries'][number]): string[] {
  const {id, manifest, path} = entry
  const facts: [string, string | undefined][] = [
    ['Id', id],
    ['Removed', manifest?.removed_at],
    ['By', manifest?.command],
    ['From', manifest?.from],
    ['Lies in', path],
  ]
  const work = onlyHere(entry)
  return [
    what(entry),
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`  ${`${name}:`.padEnd(9)} ${value}`])),
    `  Only here:${work.length === 1 ? ` ${work[0] ?? ''}` : ''}`,
    ...(work.length === 1 ? [] : work.map((line) => `    ${line}`)),
    ...alongLines(entry).map((line) => `  With it:  ${line}`),
  ]
}

/** What of an entry nobody was asked about, one line each. */
export function alongLines({manifest}: TrashEntry): string[] {
  const along = manifest?.along ?? []
  const many = new Set(along.map((one) => one.what)).size > 1
  return along.map((one) => (many ? `${one.what}: ` : '') + printAlong(one))
}

export function savedLines({rig, polecat, savedAt, clone, refs, id}: SavedReferences): string[] {
  return [
    `${rig}/${polecat}`,
    `  Id:       ${id}`,
    `  Saved:    ${savedAt}`,
    `  Lies in:  ${clone}`,
    '  References:',
    ...[...refs].map(([name, oid]) => `    ${oid.slice(0, 10)} ${name}`),
  ]
}

/** What of an entry would be gone for good, one line each. */
export function onlyHere({manifest, parts}: TrashEntry): string[] {
  if (manifest?.restoring_as !== undefined && parts.length === 0)
    return ['nothing: gt trash restore ends putting it back']
  const work = manifest?.only_here
  if (!work) return ['could not be told']
  if (work.length === 0) return ['-']
  const many = new Set(work.map((one) => one.what)).size > 1
  return work.map((one) => (many ? `${one.what}: ` : '') + printWork(one))
}

/** The manifest may be of another version of gt, which knows kinds that this one does not. */
function printWork({kind, items, count}: {kind: string; items: string[]; count: number}): string {
  return isKnown(kind) ? printRisk({kind, items, count}) : `${count} ${kind}: ${items.join(', ')}`
}

const known: Readonly<Record<RiskKind, true>> = {
  uncommitted: true,
  untracked: true,
  hidden: true,
  stashed: true,
  unpushed: true,
  'in-progress': true,
  worktree: true,
  nested: true,
  submodule: true,
  unproven: true,
}

function isKnown(kind: string): kind is Risk['kind'] {
  return Object.hasOwn(known, kind)
}

export function what({manifest, id}: TrashEntry): string {
  return manifest ? manifest.address : `? (${id})`
}

function removed(time: string | undefined): string {
  return time === undefined ? '?' : time.replace('T', ' ').replace(/:\d\d(?:\.\d+)?(?:Z|[+-].*)$/, '')
}
