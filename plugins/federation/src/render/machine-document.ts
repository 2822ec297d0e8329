import type {Machine} from '@gt-town/contract'

/** A machine as `--json` shows it: every key is there. */
export interface MachineDocument {
  name: string
  type: string
  workspace: string | null
  ssh_host: string | null
  ssh_user: string | null
  ssh_key_path: string | null
  ssh_port: number | null
  gcp_project: string | null
  gcp_zone: string | null
  gcp_instance: string | null
  gcp_iap: boolean
  tags: Record<string, string>
  capacity: number | null
  cordoned: {at: string | null; reason: string | null} | null
  /** the former name of that */
  draining: boolean
  hold: boolean
  transport: string
}

export function machineDocument(machine: Machine): MachineDocument {
  return {
    name: machine.name,
    type: machine.type,
    workspace: machine.workspace ?? null,
    ssh_host: machine.ssh_host ?? null,
    ssh_user: machine.ssh_user ?? null,
    ssh_key_path: machine.ssh_key_path ?? null,
    ssh_port: machine.ssh_port ?? null,
    gcp_project: machine.gcp_project ?? null,
    gcp_zone: machine.gcp_zone ?? null,
    gcp_instance: machine.gcp_instance ?? null,
    gcp_iap: machine.gcp_iap ?? false,
    tags: {...machine.tags},
    capacity: machine.capacity ?? null,
    cordoned: machine.cordoned ? {at: machine.cordoned.at ?? null, reason: machine.cordoned.reason ?? null} : null,
    draining: machine.cordoned !== undefined,
    hold: machine.hold ?? true,
    transport: machine.transport ?? 'auto',
  }
}
