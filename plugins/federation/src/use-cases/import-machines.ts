import {GtError, isGtError, messageOf, type HubAndTarget} from '@gt-town/contract'
import {foundMachines, hostsOfInventory, type FoundHost, type FoundMachine} from '../domain/found-machine.js'
import {addToRegistry, listMachines} from '../operations/machine-registry.js'
import {sshAliases} from '../operations/ssh-aliases.js'

export interface ImportSource {
  /** absolute path of an ssh configuration, or of an inventory of ansible, which may be a folder */
  readonly kind: 'ssh-config' | 'ansible'
  readonly path: string
}

export interface ImportMachinesOptions {
  readonly source: ImportSource
  /** names and patterns; all of them where there is none */
  readonly names: readonly string[]
  readonly tags: readonly string[]
  /** the user's */
  readonly home: string
  readonly signal: AbortSignal
}

/** What would be added. @throws what reading it throws; GtError `GT_INVENTORY_INVALID` */
export async function findMachines({hub}: HubAndTarget, options: ImportMachinesOptions): Promise<FoundMachine[]> {
  const {source, names, tags, home, signal} = options
  const hosts =
    source.kind === 'ansible'
      ? await inventoryHosts(hub, source.path, signal)
      : (await sshAliases(hub.connection, source.path, home)).map((name): FoundHost => ({name, host: name}))
  const known = new Set((await listMachines(hub.connection, hub.workspace)).map(({name}) => name))
  return foundMachines(hosts, names, known, tags)
}

/** Adds them; none is connected to, and no key is trusted by it. @returns those that somebody else added meanwhile, with why */
export async function importMachines(
  {hub}: HubAndTarget,
  found: readonly FoundMachine[],
  signal: AbortSignal,
): Promise<FoundMachine[]> {
  const done: FoundMachine[] = []
  for (const {name, machine} of found) {
    if (!machine) continue
    try {
      await addToRegistry(hub.connection, hub.workspace, machine, signal)
      done.push({name, machine})
    } catch (error) {
      if (!isGtError(error, 'GT_MACHINE_EXISTS')) throw error
      done.push({name, reason: error.message})
    }
  }
  return done
}

async function inventoryHosts(
  {connection}: HubAndTarget['hub'],
  path: string,
  signal: AbortSignal,
): Promise<FoundHost[]> {
  const argv = ['ansible-inventory', '-i', path, '--list']
  const {code, stdout, stderr} = await connection.execute(argv, {effect: 'read', signal})
  const invalid = (reason: string, cause?: unknown): GtError =>
    new GtError('GT_INVENTORY_INVALID', `ansible-inventory cannot read ${path}: ${reason}`, {
      hint: `see what \`ansible-inventory -i ${path} --list\` says`,
      cause,
    })
  if (code !== 0) throw invalid(stderr.toString().trim().split('\n').at(-1) ?? `exit ${code}`)
  try {
    const hosts = hostsOfInventory(JSON.parse(stdout.toString()))
    if (hosts) return hosts
  } catch (error) {
    throw invalid(messageOf(error), error)
  }
  throw invalid('it printed no inventory')
}
