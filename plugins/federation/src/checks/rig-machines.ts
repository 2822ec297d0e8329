import {pass, warn, type RigCheck} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, parseLoosely} from '@gt-town/json-file'
import {rigConfigFile} from '@gt-town/town-layout'
import {knownMachines} from '../domain/machines.js'
import {federationOf, machineProblems} from '../domain/rig-federation.js'
import {inspectRegistry} from '../operations/machine-registry.js'

export const rigMachines: RigCheck = {
  id: 'federation/rig-machines',
  title: 'Machines of the rig known',
  category: 'Federation',
  scope: 'rig',
  description:
    "Compares federation.machines and federation.preferred_machine in the rig's .gastown/config.json with the machines of the town; on a machine of a hub, whose names they are, only with each other.",
  remedy: "Correct the name in the rig's .gastown/config.json, or add the machine to the town.",

  async run({connection, workspace, rig}) {
    const path = rigConfigFile(rig)
    const [config] = await connection.inspect([{op: 'read', path, maxBytes}])
    // A config that is missing or broken, and a broken registry, are for other checks to report.
    if (!config.ok) {
      if (['GT_NOT_FOUND', 'GT_NOT_A_FILE', 'GT_TOO_LARGE'].includes(config.error.code)) return []
      throw config.error
    }
    const federation = federationOf(await parseLoosely(config.value))
    if (!federation) return []
    if (!federation.machines && federation.preferred === undefined) return pass()
    // On a machine of a hub the names are the hub's, whose registry is not here.
    const isOfHub = workspace.machine !== undefined || connection.machine !== 'local'
    const machines = isOfHub ? undefined : await inspectRegistry(connection, workspace)
    if (machines?.ok === false) return []
    const problems = machineProblems(federation, machines && knownMachines(machines.value))
    return problems.length === 0 ? pass() : problems.map(({message, ...details}) => warn(message, {...details, path}))
  },
}
