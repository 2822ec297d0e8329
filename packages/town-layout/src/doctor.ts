import {configFolder} from './town.js'
import {under} from './under.js'
import type {Workspace} from '@gt-town/contract'

export const doctorFolder = (town: Workspace): string => under(configFolder(town), 'doctor')
/** How the last run of all checks ended. */
export const lastResultFile = (town: Workspace): string => under(doctorFolder(town), 'last.json')
/** Its lock is held by a `--fix` that makes changes, and by an undo. */
export const runsFolder = (town: Workspace): string => under(doctorFolder(town), 'runs')
/** One `--fix`: its journal, and copies of what it changed. */
export const runFolder = (town: Workspace, id: string): string => under(runsFolder(town), id)
export const journalFile = (town: Workspace, id: string): string => under(runFolder(town, id), 'journal.jsonl')
