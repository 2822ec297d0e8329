import {rigsOf, townAddresses, townMachines, type NamesOf} from '@gt-town/light'

/** What gt why takes: addresses, machines and rigs. */
export const mayBeStuckCandidates: NamesOf = (question) => {
  const whole = /[:/]/.test(question.word) ? [] : [...townMachines(question), ...rigsOf(question, undefined)]
  const others = (machine: string | undefined) => (machine === undefined ? [{value: 'mayor'}] : [])
  return [...whole, ...townAddresses(question, {others})]
}
