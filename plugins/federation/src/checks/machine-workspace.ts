import {fail, pass, skip, type MachineCheck} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, parseLoosely} from '@gt-town/json-file'
import {configFile, possibleTowns} from '@gt-town/town-layout'

export const machineWorkspace: MachineCheck = {
  id: 'federation/machine-workspace',
  title: 'Town there',
  category: 'Federation',
  scope: 'machine',
  // Where the town itself is looked at, it is that check which misses it.
  requires: ['federation/machine-reachable', 'workspace/exists'],
  description: "Looks whether the machine's workspace, as machines.json names it, is a town.",
  remedy: 'Make the town there with gt install, or correct the path in machines.json.',

  async run({connection, machineName, settings}) {
    const root = settings?.workspace
    if (root === undefined) return skip(`machines.json names no workspace of ${machineName}`)
    const outcomes = await connection.inspect(
      possibleTowns(root).map((town) => ({op: 'read', path: configFile(town), maxBytes}) as const),
    )
    for (const outcome of outcomes) if (outcome.ok && isTown(await parseLoosely(outcome.value))) return pass()
    return fail(`There is no town on ${machineName}: ${root}`, {
      path: root,
      hint: `log in with gt machine shell ${machineName} and look, or correct its workspace in machines.json`,
    })
  },
}

/** One that is broken is for the checks of that town to report. */
function isTown(config: unknown): boolean {
  if (config === undefined) return true
  return typeof config === 'object' && config !== null && 'type' in config && config.type === 'workspace'
}
