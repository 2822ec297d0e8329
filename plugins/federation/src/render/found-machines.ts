import type {Machine} from '@gt-town/contract'
import {machineDocument, type MachineDocument} from './machine-document.js'
import {addressOf} from './machine-rows.js'

interface Found {
  readonly name: string
  readonly machine?: Machine
  readonly reason?: string
}

export interface ImportDocument {
  added: MachineDocument[]
  left_out: {name: string; reason: string}[]
}

/** Rows of a table; the first is the heading. */
export function foundRows(found: readonly Found[]): string[][] {
  return [
    ['NAME', 'ADDRESS', 'WHAT'],
    ...found.map(({name, machine, reason}) => [name, machine ? addressOf(machine) : '-', reason ?? 'is added']),
  ]
}

export function importDocument(found: readonly Found[]): ImportDocument {
  return {
    added: found.flatMap(({machine}) => (machine ? [machineDocument(machine)] : [])),
    left_out: found.flatMap(({name, reason}) => (reason === undefined ? [] : [{name, reason}])),
  }
}
