import {fail, pass, warn, type WorkspaceCheck} from '@gt-town/contract'
import {printRebuilt} from '@gt-town/json-file'
import {machinesFile} from '@gt-town/town-layout'
import {machineProblem} from '../domain/machine-request.js'
import {machinesOf} from '../domain/machines.js'
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
    const path = machinesFile(workspace)
    if (found.ok) {
      const {flaws} = found
      const problems = machinesOf(found.value).flatMap((machine) => {
        const problem = machineProblem(machine)
        if (problem === undefined) return []
        const hint = `correct it in ${path}, or remove it: gt machine remove ${machine.name}`
        return [fail(`Machine ${machine.name} invalid: ${problem}`, {key: machine.name, path, fixable: false, hint})]
      })
      if (flaws.length > 0) problems.push(warn(`Machine registry ${flaws.join(' and ')}`, {path}))
      return problems.length === 0 ? pass() : problems
    }
    const message = `Machine registry invalid: ${found.reason}`
    if (!found.isLater) return fail(message, {path})
    return fail(message, {path, fixable: false, hint: 'a later gt wrote this file: update gt'})
  },

  async fix(context) {
    const {connection, workspace} = context
    const rebuilt = await rebuildRegistry(connection, workspace)
    for (const line of rebuilt ? printRebuilt(rebuilt, workspace.root) : []) context.log(line)
  },
}
