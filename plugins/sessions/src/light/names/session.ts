import {folderEntries, polecatsOf, rigsOf, townAddresses, type Name, type NamesOf} from '@gt-town/light'
import {addressOfSession} from '@gt-town/tmux'
import {sessionsFolder} from '@gt-town/town-layout'

/** Sessions of this town that were started once; on other machines whoever may have one. */
export const sessionCandidates: NamesOf = (question) => {
  const known = question.town ? folderEntries(sessionsFolder(question.town)).flatMap(({name}) => addressIn(name)) : []
  return townAddresses(question, {
    rigs: (machine) => (machine === undefined ? rigsIn(known) : rigsOf(question, machine)),
    polecats: (machine, rig) => (machine === undefined ? polecatsIn(known, rig) : polecatsOf(question, machine, rig)),
    others: (machine) => (machine !== undefined || known.includes('mayor') ? [{value: 'mayor'}] : []),
  })
}

/** @returns none for what is no session's file */
function addressIn(file: string): string[] {
  const address = file.endsWith('.json') ? addressOfSession(file.slice(0, -'.json'.length)) : undefined
  return address === undefined ? [] : [address]
}

function rigsIn(addresses: readonly string[]): Name[] {
  const rigs = addresses.flatMap((address) => (address.includes('/') ? [address.slice(0, address.indexOf('/'))] : []))
  return [...new Set(rigs)].map((value) => ({value}))
}

function polecatsIn(addresses: readonly string[], rig: string): Name[] {
  return addresses.flatMap((address) => (address.startsWith(`${rig}/`) ? [{value: address.slice(rig.length + 1)}] : []))
}
