import {UsageError} from './error.js'
import {nameProblem, type NameKind} from './name.js'

/** `[machine:]rig/polecat`, `[machine:]rig/` for every polecat of the rig, or `mayor`. The machine `hub` is the hub's own. */
export type Address = PolecatAddress | RigAddress | MayorAddress
export interface PolecatAddress {
  readonly kind: 'polecat'
  readonly machine: string
  readonly rig: string
  readonly polecat: string
}
export interface RigAddress {
  readonly kind: 'rig'
  readonly machine: string
  readonly rig: string
}
/** The mayor of the hub, whichever machine one stands on. */
export interface MayorAddress {
  readonly kind: 'mayor'
}

const grammar = 'an address is [machine:]rig/polecat, [machine:]rig/ for all of a rig, or mayor'

/** @throws UsageError `GT_ADDRESS_INVALID`, which says what is wrong and shows the grammar */
export function parseAddress(text: string): Address {
  if (text === 'mayor' || text === 'mayor/') return {kind: 'mayor'}
  const colon = text.indexOf(':')
  const machine = colon === -1 ? 'local' : text.slice(0, colon)
  const rest = text.slice(colon + 1)
  if (rest.includes(':')) throw invalid(text, 'it has more than one ":"')
  const slash = rest.indexOf('/')
  if (slash === -1) throw invalid(text, 'it has no "/"')
  const rig = rest.slice(0, slash)
  const polecat = rest.slice(slash + 1)
  if (polecat.includes('/')) throw invalid(text, 'it has more than one "/"')
  if (machine !== 'local' && machine !== 'hub') refuse(text, 'machine', machine)
  refuse(text, 'rig', rig)
  if (polecat === '') return {kind: 'rig', machine, rig}
  refuse(text, 'polecat', polecat)
  return {kind: 'polecat', machine, rig, polecat}
}

/** The same, where only one polecat will do. @throws UsageError */
export function parsePolecatAddress(text: string): PolecatAddress {
  // Completion of folders adds a slash.
  const address = parseAddress(text.replace(/^([^/]+\/[^/]+)\/$/, '$1'))
  if (address.kind === 'polecat') return address
  throw invalid(text, 'it does not name one polecat')
}

/** The shortest text that parses to this address: no machine means `local`. */
export function printAddress(address: Address): string {
  if (address.kind === 'mayor') return 'mayor'
  const machine = address.machine === 'local' ? '' : `${address.machine}:`
  return `${machine}${address.rig}/${address.kind === 'polecat' ? address.polecat : ''}`
}

function refuse(text: string, kind: NameKind, name: string): void {
  const problem = nameProblem(kind, name)
  if (problem !== undefined) throw invalid(text, `the ${kind} ${JSON.stringify(name.slice(0, 80))}: ${problem}`)
}

function invalid(text: string, problem: string): UsageError {
  return new UsageError('GT_ADDRESS_INVALID', `${JSON.stringify(text.slice(0, 300))} is not an address: ${problem}`, {
    hint: `${grammar}, such as beads/happy or west:beads/happy`,
  })
}
