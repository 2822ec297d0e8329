import {polecatsOf, townAddresses, townMachines, type NamesOf} from '@gt-town/light'

/** Whom one may write to: polecats, all of a rig, the mayor. */
export const recipientCandidates: NamesOf = (question) => {
  const everyone = {value: '', description: 'all polecats of the rig'}
  return townAddresses(question, {
    machines: () => [...townMachines(question), ...(question.town?.machine ? [{value: 'hub'}] : [])],
    polecats: (machine, rig) => [everyone, ...polecatsOf(question, machine, rig)],
    others: (machine) => (machine === undefined || machine === 'hub' ? [{value: 'mayor'}] : []),
  })
}
