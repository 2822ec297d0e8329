import type {Workspace} from '@gt-town/contract'

/** Where the doctor keeps its own things in a town; paths are relative to the town. */
export const doctorFolder = ({configDir}: Workspace): string => `${configDir}/doctor`
export const runsFolder = (town: Workspace): string => `${doctorFolder(town)}/runs`
export const runFolder = (town: Workspace, id: string): string => `${runsFolder(town)}/${id}`
export const journalFile = (town: Workspace, id: string): string => `${runFolder(town, id)}/journal.jsonl`

/** Names that sort by time; what has another name in the folder of runs is not gt's. */
const idPattern = /^\d{8}T\d{6}Z-[0-9a-f]{4}$/

export function isRunId(name: string): boolean {
  return idPattern.test(name)
}

/** @param chance four hexadecimal digits, for several in one second */
export function runId(moment: Date, chance: string): string {
  return `${moment.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${chance}`
}
