import type {Health} from '@gt-town/contract'
import type {MachineStatus} from '../domain/machine-status.js'

/** The state of a machine as `--json` shows it; `health` is null where it did not answer. */
export interface StatusDocument {
  name: string
  type: string
  state: string
  reasons: string[]
  error: {code: string; message: string; hint: string | null} | null
  /** connecting and being answered, in ms */
  latency_ms: number | null
  capacity: number | null
  health: Health | null
}

export function statusDocument({machine, state, reasons, health, error}: MachineStatus): StatusDocument {
  return {
    name: machine.name,
    type: machine.type,
    state,
    reasons: [...reasons],
    error: error ? {code: error.code, message: error.message, hint: error.hint ?? null} : null,
    latency_ms: health ? health.connect_ms + health.exec_ms : null,
    capacity: machine.capacity ?? null,
    health: health ?? null,
  }
}
