import {printAddress} from '@gt-town/contract'
import type {ListedPolecat} from '../domain/polecats/listed-polecat.js'
import {printRisk, type Risk} from '../domain/polecats/work-at-risk.js'

/** A polecat in a `--json` document. */
export interface PolecatDocument {
  address: string
  machine: string
  rig: string
  name: string
  path: string
  branch: string | null
  /** work that is only in this clone; null when it cannot be told, `problem` says why */
  at_risk: Risk[] | null
  /** there is more in the clone that the list does not look into: ignored folders, submodules, files hidden from git status */
  at_least: boolean
  problem: string | null
}

export function polecatDocument(polecat: ListedPolecat, machine: string): PolecatDocument {
  const {rig, name, path, branch, work} = polecat
  return {
    address: addressOf(polecat, machine),
    machine,
    rig,
    name,
    path,
    branch: branch ?? null,
    at_risk: 'risks' in work ? [...work.risks] : null,
    at_least: !('problem' in work) && work.isAtLeast,
    problem: 'problem' in work ? work.problem : null,
  }
}

/** Rows of the table of polecats; the first is the heading. */
export function polecatRows(polecats: readonly ListedPolecat[], machine: string): string[][] {
  return [
    ['POLECAT', 'BRANCH', 'ONLY HERE'],
    ...polecats.map((polecat) => [addressOf(polecat, machine), polecat.branch ?? '?', workText(polecat.work)]),
  ]
}

function workText(work: ListedPolecat['work']): string {
  if ('problem' in work) return `? ${work.problem}`
  if (work.risks.length === 0) return work.isAtLeast ? 'nothing seen' : '-'
  return (work.isAtLeast ? 'at least ' : '') + work.risks.map(printRisk).join('; ')
}

/** What the words `nothing seen` and `at least` mean, where one of them is in the table. */
export function unseenNote(polecats: readonly ListedPolecat[], bin: string): string | undefined {
  if (!polecats.some(({work}) => !('problem' in work) && work.isAtLeast)) return undefined
  return `Ignored folders, submodules and files hidden from git status are not looked into here; ${bin} polecat remove does.`
}

function addressOf({rig, name}: ListedPolecat, machine: string): string {
  return printAddress({kind: 'polecat', machine, rig, polecat: name})
}
