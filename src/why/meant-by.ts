import {parseAddress, parseName, UsageError, type WhySubject} from '@gt-town/contract'

export interface Meant {
  /** `local`: this one */
  readonly machine: string
  readonly subject: WhySubject
}

/**
 * What somebody asks about: an address, else a machine, else a rig.
 * @param machines of the town; undefined where their registry cannot be read
 * @throws UsageError `GT_NAME_INVALID`, `GT_ADDRESS_INVALID`, `GT_MACHINE_NOT_FOUND`
 */
export function meantBy(text: string, machines: readonly string[] | undefined): Meant {
  if (!/[:/]/.test(text) && text !== 'mayor') {
    if (text === 'local') return {machine: text, subject: {kind: 'town'}}
    if (machines?.includes(text)) return {machine: text, subject: {kind: 'town'}}
    return {machine: 'local', subject: {kind: 'rig', rig: parseName('rig', text)}}
  }
  const address = parseAddress(text)
  if (address.kind === 'mayor') return {machine: 'local', subject: {kind: 'mayor'}}
  if (address.machine !== 'local' && machines?.includes(address.machine) === false) {
    throw new UsageError('GT_MACHINE_NOT_FOUND', `there is no machine ${address.machine}`, {hint: 'gt machine list'})
  }
  const {machine, rig} = address
  if (address.kind === 'rig') return {machine, subject: {kind: 'rig', rig}}
  return {machine, subject: {kind: 'polecat', rig, polecat: address.polecat}}
}
