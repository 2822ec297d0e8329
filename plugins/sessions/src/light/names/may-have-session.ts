import {addressNames, townMachines, polecatsOf, rigsOf, type NamesOf} from '@gt-town/light'

/** Who may have a session: every polecat, and the mayor. */
export const mayHaveSessionCandidates: NamesOf = (question) =>
  addressNames(question.word, {
    machines: () => townMachines(question),
    rigs: (machine) => rigsOf(question, machine),
    polecats: (machine, rig) => polecatsOf(question, machine, rig),
    others: () => [{value: 'mayor'}],
  })
