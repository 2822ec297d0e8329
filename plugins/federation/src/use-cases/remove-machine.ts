import {GtError, type Connection, type HubAndTarget, type Machine, type Rig} from '@gt-town/contract'
import {findMachine} from '../domain/choose-machines.js'
import {rigConfigFile} from '@gt-town/town-layout'
import {maxJsonBytes as maxBytes, parseLoosely} from '@gt-town/json-file'
import {federationOf} from '../domain/rig-federation.js'
import {listMachines, removeFromRegistry} from '../operations/machine-registry.js'

/**
 * Takes a machine out of the registry; nothing on the machine changes, and its host key stays trusted.
 * @param rigs of the town
 * @returns the machine, and the rigs that still name it
 * @throws UsageError `GT_MACHINE_NOT_FOUND`; GtError `GT_MACHINE_IN_USE` unless forced; FileCorruptError
 */
export async function removeMachine(
  {hub}: HubAndTarget,
  name: string,
  {rigs, force, signal}: {rigs: readonly Rig[]; force: boolean; signal: AbortSignal},
): Promise<{machine: Machine; rigs: string[]}> {
  const {connection, workspace: town} = hub
  const machine = findMachine(await listMachines(connection, town), name)
  if (machine.type === 'local' && name === 'local') {
    throw new GtError('GT_MACHINE_IN_USE', 'local is the machine you are on, and every town has it', {
      hint: 'gt machine list shows the others',
      exit: 2,
    })
  }
  const users = await rigsNaming(connection, rigs, name)
  if (users.length > 0 && !force) {
    throw new GtError('GT_MACHINE_IN_USE', `${name} is a machine of ${users.join(', ')}`, {
      hint: "take it out of federation in the rig's .gastown/config.json first, or use --force",
      exit: 1,
    })
  }
  await removeFromRegistry(connection, town, name, signal)
  return {machine, rigs: users}
}

async function rigsNaming(connection: Connection, rigs: readonly Rig[], name: string): Promise<string[]> {
  const configs = await connection.inspect(
    rigs.map((rig) => ({op: 'read', path: rigConfigFile(rig), maxBytes}) as const),
  )
  const documents = await Promise.all(
    configs.map(async (config) => (config.ok ? parseLoosely(config.value) : undefined)),
  )
  return rigs.flatMap((rig, index) => {
    // One that cannot be read names nobody that gt could find.
    const federation = federationOf(documents[index])
    const isNamed = federation?.machines?.includes(name) === true || federation?.preferred === name
    return isNamed ? [rig.name] : []
  })
}
