import type {GtError, Health, Machine} from '@gt-town/contract'
import {missingOf} from './requirements.js'

export type MachineState =
  | 'healthy'
  | 'degraded'
  | 'unreachable'
  | 'auth_failed'
  | 'host_key_unknown'
  | 'host_key_changed'
  | 'cordoned'
  | 'stopped'
  | 'unknown'

export interface MachineStatus {
  readonly machine: Machine
  readonly state: MachineState
  /** why it is not healthy, one line each */
  readonly reasons: readonly string[]
  /** what it said of itself, where it answered */
  readonly health: Health | undefined
  /** what went wrong, where it did not */
  readonly error: GtError | undefined
}

/** Less free space than this part of the disk is little. */
const leastDisk = 0.05
/** A clock that is further off confuses who reads times of two machines. */
const mostSkewMs = 5000

/** Of one that answered. */
export function statusOf(machine: Machine, health: Health): MachineStatus {
  const {cordoned} = machine
  const why = cordoned?.reason === undefined ? [] : [`it takes no new work: ${cordoned.reason}`]
  const reasons = [...why, ...missingOf(health), ...diskReason(health), ...skewReason(health.clock_skew_ms)]
  const state = cordoned ? 'cordoned' : reasons.length > 0 ? 'degraded' : 'healthy'
  return {machine, state, reasons, health, error: undefined}
}

/** Of one that did not. */
export function failedStatus(machine: Machine, error: GtError): MachineStatus {
  const reason = error.message.startsWith(`${machine.name}: `)
    ? error.message.slice(machine.name.length + 2)
    : error.message
  return {machine, state: stateOfError(error.code), reasons: [reason], health: undefined, error}
}

/** A revoked key is refused like a changed one; a machine with neither perl nor flock is there, but gt can do nothing on it. */
function stateOfError(code: string): MachineState {
  switch (code) {
    case 'GT_MACHINE_UNREACHABLE':
    case 'GT_CONNECTION_LOST':
    case 'GT_TIMEOUT':
      return 'unreachable'
    case 'GT_AUTH_FAILED':
      return 'auth_failed'
    case 'GT_HOST_KEY_UNKNOWN':
      return 'host_key_unknown'
    case 'GT_HOST_KEY_CHANGED':
    case 'GT_HOST_KEY_REVOKED':
      return 'host_key_changed'
    case 'GT_MACHINE_STOPPED':
      return 'stopped'
    case 'GT_REMOTE_LACKS':
      return 'degraded'
    default:
      return 'unknown'
  }
}

function diskReason({disk_free_bytes: free, disk_total_bytes: total}: Health): string[] {
  if (free === null || total === null || total === 0 || free / total >= leastDisk) return []
  return [`its disk is nearly full: ${Math.floor((free / total) * 100)} % free`]
}

function skewReason(skewMs: number): string[] {
  if (Math.abs(skewMs) <= mostSkewMs) return []
  return [`its clock is ${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs > 0 ? 'ahead' : 'behind'}`]
}
