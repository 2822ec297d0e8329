import {addressNames, townMachines, polecatsOf, rigsOf, type NamesOf} from '@gt-town/light'

/** Polecats, by their addresses. */
export const polecatCandidates: NamesOf = (question) =>
  addressNames(question.word, {
    machines: () => townMachines(question),
    rigs: (machine) => rigsOf(question, machine),
    polecats: (machine, rig) => polecatsOf(question, machine, rig),
  })
