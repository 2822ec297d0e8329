import {isAbsolute, normalize} from 'node:path'
import {parseCloudName} from '@gt-town/connection-gcp/cloud-name'
import {parseHost, parseUser} from '@gt-town/connection-ssh/host'
import {isGtError, parseName, UsageError, type Machine} from '@gt-town/contract'
import {parseTags} from './tags.js'

/** What the user said of a new machine, each word as it was typed. */
export interface MachineRequest {
  readonly name: string
  readonly type: 'ssh' | 'gcp'
  readonly host?: string | undefined
  readonly user?: string | undefined
  readonly port?: number | undefined
  /** absolute by now */
  readonly key?: string | undefined
  readonly workspace?: string | undefined
  readonly project?: string | undefined
  readonly zone?: string | undefined
  readonly instance?: string | undefined
  readonly iap?: boolean | undefined
  readonly tags?: readonly string[] | undefined
  readonly capacity?: number | undefined
  readonly transport?: 'auto' | 'ssh2' | 'openssh' | undefined
}

/** @throws UsageError for the first thing that cannot be: names, host, port, paths, tags, what does not fit the type */
export function parseMachineRequest(request: MachineRequest): Machine {
  const {name, type, user, port, key, workspace, tags = [], capacity, transport} = request
  if (user !== undefined) parseUser(user)
  if (port !== undefined && (port < 1 || port > 65_535)) {
    throw new UsageError('GT_PORT_INVALID', `${port} is not a port`, {hint: 'ports go from 1 to 65535'})
  }
  if (capacity !== undefined && capacity < 0) {
    throw new UsageError('GT_USAGE', `a machine cannot have the capacity ${capacity}`, {hint: 'use 0 or more'})
  }
  return {
    name: parseName('machine', name),
    type,
    ...(workspace !== undefined && {workspace: remoteFolder(workspace)}),
    ...(type === 'ssh' ? sshOf(request) : gcpOf(request)),
    ...(user !== undefined && {ssh_user: user}),
    ...(key !== undefined && {ssh_key_path: key}),
    ...(port !== undefined && {ssh_port: port}),
    ...(tags.length > 0 && {tags: parseTags(tags)}),
    ...(capacity !== undefined && {capacity}),
    ...(transport !== undefined && transport !== 'auto' && {transport}),
  }
}

/** What no connection could be made with, in an entry of machines.json that somebody wrote by hand; undefined where nothing is. */
export function machineProblem(machine: Machine): string | undefined {
  const {type, ssh_host: host, ssh_user: user, gcp_project: project, gcp_zone: zone, gcp_instance: instance} = machine
  try {
    if (user !== undefined) parseUser(user)
    if (type === 'ssh') parseHost(host ?? '')
    if (type === 'gcp') gcpOf({name: machine.name, type, project, zone, instance})
    return undefined
  } catch (error) {
    if (isGtError(error)) return error.message
    throw error
  }
}

function sshOf({host, project, zone, instance, iap}: MachineRequest): Partial<Machine> {
  const odd = Object.entries({project, zone, instance, iap: iap || undefined}).find(([, value]) => value !== undefined)
  if (odd) throw misfit(odd[0], 'gcp')
  if (host === undefined) throw missing('host', 'ssh', '--host west.example.com, or an alias of ~/.ssh/config')
  return {ssh_host: parseHost(host)}
}

function gcpOf({host, name, project, zone, instance = name, iap}: MachineRequest): Partial<Machine> {
  if (host !== undefined) throw misfit('host', 'ssh')
  if (project === undefined) throw missing('project', 'gcp', '--project my-project')
  if (zone === undefined) throw missing('zone', 'gcp', '--zone europe-west1-b')
  return {
    gcp_project: parseCloudName('project', project),
    gcp_zone: parseCloudName('zone', zone),
    gcp_instance: parseCloudName('instance', instance),
    ...(iap && {gcp_iap: true}),
  }
}

function remoteFolder(path: string): string {
  if (isAbsolute(path) && !path.includes('\0')) return normalize(path).replace(/(?<=.)\/$/, '')
  throw new UsageError('GT_PATH_INVALID', `not an absolute path on the machine: ${JSON.stringify(path)}`, {
    hint: 'give the absolute path of the town there, such as --workspace /home/deploy/ai',
  })
}

function missing(flag: string, type: string, example: string): UsageError {
  return new UsageError('GT_USAGE', `a machine of type ${type} needs --${flag}`, {hint: `add ${example}`})
}

function misfit(flag: string, type: string): UsageError {
  return new UsageError('GT_USAGE', `--${flag} is for machines of type ${type}`, {
    hint: `leave it out, or say --type ${type}`,
  })
}
