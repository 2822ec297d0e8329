import {pass, skip, warn, type MachineCheck} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, parseLoosely} from '@gt-town/json-file'
import {configFile, possibleTowns} from '@gt-town/town-layout'

export const hub: MachineCheck = {
  id: 'mail/hub',
  title: 'Machine and hub agree on mail',
  category: 'Mail',
  scope: 'machine',
  requires: ['federation/machine-reachable', 'federation/machine-workspace'],
  description: `Looks at what the town on a machine says in its config.json of its own name and of its hub. Mail is collected by the hub and under the name that stand \
there; two hubs, or two names, would take mail from each other.`,
  remedy: 'Correct "machine" in config.json of the town on that machine, or remove the machine here and add it again.',

  async run({connection, workspace, machineName, settings}) {
    const root = settings?.workspace
    if (root === undefined) return skip(`machines.json names no workspace of ${machineName}`)
    const outcomes = await connection.inspect(
      possibleTowns(root).map((town) => ({op: 'read', path: configFile(town), maxBytes}) as const),
    )
    for (const outcome of outcomes) {
      if (!outcome.ok) continue
      const machine = machineOf(await parseLoosely(outcome.value))
      // The next gt mail sync tells it.
      if (machine === undefined) return pass()
      const isOurs = machine.name === machineName && machine.hub.endsWith(`:${workspace.root}`)
      if (isOurs) return pass()
      return warn(`The town on ${machineName} takes itself for ${machine.name}, a machine of ${machine.hub}`, {
        path: root,
        hint: `gt install --force --machine ${machineName} makes it a machine of this hub, which may have been moved; or remove it from the hub that it does not belong to`,
      })
    }
    return skip(`the town on ${machineName} has no configuration`)
  },
}

function machineOf(config: unknown): {name: string; hub: string} | undefined {
  if (typeof config !== 'object' || config === null || !('machine' in config)) return undefined
  const {machine} = config
  if (typeof machine !== 'object' || machine === null || !('name' in machine) || !('hub' in machine)) return undefined
  return typeof machine.name === 'string' && typeof machine.hub === 'string'
    ? {name: machine.name, hub: machine.hub}
    : undefined
}
