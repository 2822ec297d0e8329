import {
  isGtError,
  pass,
  warn,
  type Connection,
  type Finding,
  type Machine,
  type WorkspaceCheck,
} from '@gt-town/contract'
import {knownHostsFile} from '@gt-town/town-layout'
import {machinesOf} from '../domain/machines.js'
import {inspectRegistry} from '../operations/machine-registry.js'

/** From here on each connection reads for a noticeable while: 50,000 lines. */
const largeBytes = 5_000_000
/** sshd ends a connection after so many keys that it does not know (MaxAuthTries of sshd_config(5)). */
const mostTries = 6

export const machineKeys: WorkspaceCheck = {
  id: 'federation/machine-keys',
  title: 'Keys for machines usable',
  category: 'Federation',
  scope: 'workspace',
  description:
    'Looks at the key files that machines.json names, at the size of the known_hosts of the town, and at how many keys the ssh agent offers to machines that name none. It connects to no machine.',
  remedy: 'Make the key readable for yourself only (chmod 600), or name the right one: gt machine set NAME --key FILE.',

  async run({connection, workspace, signal}) {
    // On a machine of a hub the keys are the hub's, which are not here.
    if (workspace.machine !== undefined || connection.machine !== 'local') return []
    const registry = await inspectRegistry(connection, workspace)
    if (!registry.ok) return []
    const machines = machinesOf(registry.value).filter(({type}) => type === 'ssh')
    const findings = [
      ...(await ofFiles(connection, machines)),
      ...(await ofKnownHosts(connection, knownHostsFile(workspace))),
      ...(await ofAgent(connection, machines, signal)),
    ]
    return findings.length === 0 ? pass() : findings
  },
}

async function ofFiles(connection: Connection, machines: readonly Machine[]): Promise<Finding[]> {
  const paths = [...new Set(machines.flatMap(({ssh_key_path: path}) => path ?? []))]
  const outcomes = await connection.inspect(paths.map((path) => ({op: 'stat', path}) as const))
  return outcomes.flatMap((outcome, index): Finding[] => {
    const path = paths[index] ?? ''
    const names = machines.filter((machine) => machine.ssh_key_path === path).map(({name}) => name)
    const details = {key: path, path}
    if (!outcome.ok) {
      if (outcome.error.code !== 'GT_NOT_FOUND') throw outcome.error
      const hint = `name the right one: gt machine set ${names[0]} --key FILE`
      return [warn(`The key of ${names.join(', ')} is not there: ${path}`, {...details, hint})]
    }
    const {owner, mode} = outcome.value
    // As ssh sees it (sshkey_perm_ok of authfile.c): only of files that are one's own.
    if (owner !== process.getuid?.() || (mode & 0o077) === 0) return []
    const message = `Others may read the key of ${names.join(', ')}, and ssh refuses it: ${path}`
    return [warn(message, {...details, hint: `chmod 600 ${path}`})]
  })
}

async function ofKnownHosts(connection: Connection, path: string): Promise<Finding[]> {
  const [file] = await connection.inspect([{op: 'stat', path}])
  if (!file.ok || file.value.size < largeBytes) return []
  const megabytes = Math.round(file.value.size / 1_000_000)
  const hint = 'keep the lines of machines of this town; those of others belong into your own known_hosts'
  return [warn(`known_hosts of the town has ${megabytes} MB, which each connection reads`, {key: path, path, hint})]
}

/** Asked only where its keys are offered to somebody. */
async function ofAgent(connection: Connection, machines: readonly Machine[], signal: AbortSignal): Promise<Finding[]> {
  const names = machines.filter(({ssh_key_path: path}) => path === undefined).map(({name}) => name)
  if (names.length === 0 || !process.env['SSH_AUTH_SOCK']) return []
  const keys = await keysOfAgent(connection, signal)
  if (keys < mostTries) return []
  const hint = `name the right one: gt machine set ${names[0]} --key FILE`
  const message = `The ssh agent holds ${keys} keys: a machine that takes none of the first ${mostTries} ends the connection`
  return [warn(message, {key: 'agent', hint})]
}

/** 0 where there is no agent, or nobody to ask it. */
async function keysOfAgent(connection: Connection, signal: AbortSignal): Promise<number> {
  try {
    const {code, stdout} = await connection.execute(['ssh-add', '-l'], {effect: 'read', timeoutMs: 3000, signal})
    return code === 0 ? stdout.toString().trim().split('\n').length : 0
  } catch (error) {
    if (isGtError(error, 'GT_COMMAND_NOT_FOUND') || isGtError(error, 'GT_TIMEOUT')) return 0
    throw error
  }
}
