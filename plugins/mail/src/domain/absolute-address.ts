import {parseAddress, printAddress, type Address} from '@gt-town/contract'

/** What the hub calls the machine of a town: `hub` is its own. */
export type Station = string

/** What a machine is called where addresses are absolute, which `local` never is. */
export const hubStation: Station = 'hub'

/**
 * An address that means the same on every machine: `hub:rig/polecat`, `west:rig/polecat`, `mayor`.
 * @param station where `local` is
 */
export function absoluteAddress(address: Address, station: Station): string {
  if (address.kind === 'mayor' || address.machine !== 'local') return printAddress(address)
  return printAddress({...address, machine: station})
}

/** The shortest text by which somebody at this station can write to it; what is no address stays as it is. */
export function shownAddress(absolute: string, station: Station): string {
  const own = `${station}:`
  return absolute.startsWith(own) ? absolute.slice(own.length) : absolute
}

/** Whether a machine can be called so: whatever else a line of an inbox says never becomes part of a path. */
export function isStation(value: unknown): value is Station {
  return typeof value === 'string' && stationOf(`${value}:rig/polecat`) === value
}

/** At which machine its mailbox lies; undefined for a text that is no address. */
export function stationOf(absolute: string): Station | undefined {
  try {
    const address = parseAddress(absolute)
    if (address.kind === 'mayor') return hubStation
    return address.machine === 'local' ? undefined : address.machine
  } catch {
    return undefined
  }
}
