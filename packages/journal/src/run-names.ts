import type {Workspace} from '@gt-town/contract'

/** Where the doctor keeps its own things in a town; paths are relative to the town. */
export const doctorFolder = ({configDir}: Workspace): string => `${configDir}/doctor`
export const runsFolder = (town: Workspace): string => `${doctorFolder(town)}/runs`
export const runFolder = (town: Workspace, id: string): string => `${runsFolder(town)}/${id}`
export const journalFile = (town: Workspace, id: string): string => `${runFolder(town, id)}/journal.jsonl`
