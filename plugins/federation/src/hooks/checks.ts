import type {DoctorCheck, GtHook} from '@gt-town/contract'
import {gcloud} from '../checks/gcloud.js'
import {machineHealth} from '../checks/machine-health.js'
import {machineKeys} from '../checks/machine-keys.js'
import {machineReachable} from '../checks/machine-reachable.js'
import {machineWorkspace} from '../checks/machine-workspace.js'
import {machines} from '../checks/machines.js'
import {rigMachines} from '../checks/rig-machines.js'
import {ssh} from '../checks/ssh.js'
import {tmux} from '../checks/tmux.js'

/** In the order of the report. */
const checks: DoctorCheck[] = [
  tmux,
  ssh,
  gcloud,
  machines,
  machineKeys,
  machineReachable,
  machineHealth,
  machineWorkspace,
  rigMachines,
]

const hook: GtHook<'gt:checks'> = async () => Promise.resolve(checks)

export default hook
