import type {GtHook} from '@gt-town/contract'
import {listMachines} from '../operations/machine-registry.js'
import {machinesSection} from '../render/machines-section.js'
import {probeMachines} from '../use-cases/probe-machines.js'

/** A glance does not wait for long. */
const timeoutMs = 3000
const atOnce = 32

const hook: GtHook<'gt:status'> = async ({connection, workspace, signal}) => {
  const machines = await listMachines(connection, workspace)
  if (machines.length === 0) return []
  const {connectTo} = await import('../adapters/connect-to.js')
  const statuses = await probeMachines(machines, {
    connect: async ({name, ...settings}, connectTimeoutMs) =>
      connectTo(connection, {machine: name, workspace, settings, connectTimeoutMs}),
    ...{timeoutMs, atOnce, signal},
  })
  return [machinesSection(statuses)]
}
export default hook
