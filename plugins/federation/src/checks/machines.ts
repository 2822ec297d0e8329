import {fail, pass, type WorkspaceCheck} from '@gt-town/contract'
import {machinesFile} from '../domain/layout.js'
import {readMachines} from '../operations/read-machines.js'

export const machines: WorkspaceCheck = {
  id: 'federation/machines',
  title: 'Machine registry valid',
  category: 'Federation',
  scope: 'workspace',
  description: 'Reads machines.json. A town without it works on this machine alone, and that is fine.',
  remedy: 'Mend the file by hand at the place named, or move it away and add the machines again.',

  async run({connection, workspace}) {
    const found = await readMachines(connection, workspace)
    if (found.ok) return pass()
    return fail(`Machine registry invalid: ${found.reason}`, {
      path: machinesFile(workspace),
      hint: 'mend it by hand',
    })
  },
}
