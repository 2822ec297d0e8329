import {nameProblem} from '@gt-town/contract'
import type {TrashManifest} from '../documents.js'

/** One removal that lies in the trash. */
export interface TrashEntry {
  readonly id: string
  /** undefined where it is missing or broken: then only its folder's name tells what it is */
  readonly manifest: TrashManifest | undefined
  /** which parts are there */
  readonly parts: readonly TrashPart[]
}

export type TrashPart = 'polecat' | 'rig' | 'mayor' | 'refinery'
export const trashParts: readonly TrashPart[] = ['polecat', 'rig', 'mayor', 'refinery']

/** Whose of gt's own clones of a rig it is; no polecat may have one of these names. */
export type CloneOwner = 'refinery' | 'mayor'

/** What an entry holds, by names that are fit to become paths. */
export type TrashSubject =
  | {readonly kind: 'polecat'; readonly rig: string; readonly polecat: string}
  | {readonly kind: 'rig'; readonly rig: string}
  /** a broken clone that a repair put another one in the place of */
  | {readonly kind: 'clone'; readonly rig: string; readonly owner: CloneOwner}

/** Folders that could be an entry; whatever else lies there is left alone. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,199}$/

/** Sorts by time; tells what it was, also where the manifest is lost. */
export function newTrashId(subject: TrashSubject, now: Date, random: string): string {
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const names = printSubject(subject)
    .split('/')
    .map((name) => name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 64) || '_')
  return `${time}-${random}~${names.join('~')}`
}

export function isTrashId(name: string): boolean {
  return idPattern.test(name)
}

/** What the manifest's address names. @returns undefined where it names nothing that can be in a town */
export function subjectOf({kind, address}: TrashManifest): TrashSubject | undefined {
  const [rig = '', polecat, ...rest] = address.split('/')
  if (rest.length > 0 || nameProblem('rig', rig) !== undefined) return undefined
  if (kind === 'rig') return polecat === undefined ? {kind, rig} : undefined
  if (kind === 'clone') return polecat === 'refinery' || polecat === 'mayor' ? {kind, rig, owner: polecat} : undefined
  return polecat === undefined || nameProblem('polecat', polecat) !== undefined ? undefined : {kind, rig, polecat}
}

export function printSubject(subject: TrashSubject): string {
  if (subject.kind === 'rig') return subject.rig
  return `${subject.rig}/${subject.kind === 'clone' ? subject.owner : subject.polecat}`
}

/** The entry that somebody means: by its id, or the newest of what it was. @param entries the newest first */
export function chooseEntry(entries: readonly TrashEntry[], wanted: string): TrashEntry | undefined {
  const name = wanted.replace(/\/$/, '')
  return entries.find(({id}) => id === wanted) ?? entries.find(({manifest}) => manifest?.address === name)
}
