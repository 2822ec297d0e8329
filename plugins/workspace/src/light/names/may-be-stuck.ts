import {addressNames, polecatsOf, rigsOf, townMachines, type NamesOf} from '@gt-town/light'

/** What gt why takes: addresses, machines and rigs. */
export const mayBeStuckCandidates: NamesOf = (question) => {
  const whole = /[:/]/.test(question.word) ? [] : [...townMachines(question), ...rigsOf(question, undefined)]
  const addresses = addressNames(question.word, {
    machines: () => townMachines(question),
    rigs: (machine) => rigsOf(question, machine),
    polecats: (machine, rig) => polecatsOf(question, machine, rig),
    others: (machine) => (machine === undefined ? [{value: 'mayor'}] : []),
  })
  return [...whole, ...addresses]
}
