import {townMachines, type NamesOf} from '@gt-town/light'

/** Where a command may work: on a machine of the town, or here. */
export const machineOrLocalCandidates: NamesOf = (question) => [
  ...townMachines(question),
  {value: 'local', description: 'this machine'},
]
