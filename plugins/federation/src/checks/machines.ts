import {fail, pass, type WorkspaceCheck} from '@gt-town/contract'
import {machinesFile} from '@gt-town/town-layout'
import {inspectRegistry, rebuildRegistry} from '../operations/machine-registry.js'

export const machines: WorkspaceCheck = {
  id: 'federation/machines',
  title: 'Machine registry valid',
  category: 'Federation',
  scope: 'workspace',
  description: 'Reads machines.json. A town without it works on this machine alone, and that is fine.',
  remedy:
    'Correct the place that is named, or let --fix keep the machines that can still be read; the old file stays beside it.',

  async run({connection, workspace}) {
    const found = await inspectRegistry(connection, workspace)
    if (found.ok) return pass()
    const path = machinesFile(workspace)
    const message = `Machine registry invalid: ${found.reason}`
    if (!found.isLater) return fail(message, {path})
    return fail(message, {path, fixable: false, hint: 'a later gt wrote this file: update gt'})
  },

  async fix({connection, workspace}) {
    await rebuildRegistry(connection, workspace)
  },
}
