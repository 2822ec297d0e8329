import {townMachines, type NamesOf} from '@gt-town/light'

/** Machines of the town. */
export const machineCandidates: NamesOf = townMachines
