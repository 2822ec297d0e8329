import {UsageError, type Machine} from '@gt-town/contract'
import {parseMachineRequest, type MachineRequest} from './machine-request.js'

/** What can be taken out of a machine's entry again, and where it stands. */
export const optionalFields = {
  user: 'ssh_user',
  port: 'ssh_port',
  key: 'ssh_key_path',
  workspace: 'workspace',
  capacity: 'capacity',
  transport: 'transport',
  iap: 'gcp_iap',
  tags: 'tags',
  hold: 'hold',
} as const satisfies Readonly<Record<string, keyof Machine>>

export type OptionalField = keyof typeof optionalFields

/** What the user wants to be different, each word as it was typed; what is absent stays. */
export type MachineChange = Partial<Omit<MachineRequest, 'name' | 'type'>> & {
  readonly unset?: readonly OptionalField[] | undefined
  /** keys of tags */
  readonly untag?: readonly string[] | undefined
  /** why */
  readonly cordon?: string | undefined
  readonly uncordon?: boolean | undefined
  readonly hold?: boolean | undefined
}

/** What decides how it is reached. */
const ofTheWay: readonly (keyof Machine)[] = [
  'ssh_host',
  'ssh_user',
  'ssh_port',
  'ssh_key_path',
  'gcp_project',
  'gcp_zone',
  'gcp_instance',
  'gcp_iap',
  'transport',
  'workspace',
]

/** Whatever else stands in an entry is somebody else's, and stays. */
const ownKeys = new Set<string>([...ofTheWay, 'name', 'type', 'tags', 'capacity', 'cordoned', 'hold'])

/**
 * The machine as it shall be; tags are added to those it has.
 * @param now ISO 8601
 * @throws UsageError for the first thing that cannot be, as `parseMachineRequest` does; `GT_USAGE` where nothing is said
 */
export function changedMachine(machine: Machine, change: MachineChange, now: string): Machine {
  const {unset = [], untag = [], cordon, uncordon = false, hold, tags = [], ...fields} = change
  const said = Object.values(change).filter((value) => value !== undefined && value !== false)
  if (said.length === 0 && hold === undefined && fields.iap === undefined) {
    throw new UsageError('GT_USAGE', 'nothing is said that should change', {
      hint: 'say what, such as --host, --tag, --cordon REASON; see gt machine set --help',
    })
  }
  if (machine.type === 'local') {
    throw new UsageError('GT_USAGE', `${machine.name} is the machine you are on: it has nothing that could be set`)
  }
  const taken = new Set<string>(unset.map((field) => optionalFields[field]))
  const before = Object.fromEntries(Object.entries(machine).filter(([key]) => !taken.has(key))) as unknown as Machine
  const {tags: added, ...plain} = parseMachineRequest({
    ...requestOf(before),
    ...definedOf(fields),
    tags: tags.length > 0 ? tags : undefined,
  })
  const allTags = Object.entries({...before.tags, ...added}).filter(([key]) => !untag.includes(key))
  const cordoned = cordon === undefined ? before.cordoned : {at: now, ...(cordon !== '' && {reason: cordon})}
  const held = hold ?? before.hold
  const foreign = Object.entries(before).filter(([key]) => !ownKeys.has(key))
  return {
    ...Object.fromEntries(foreign),
    ...plain,
    ...(allTags.length > 0 && {tags: Object.fromEntries(allTags)}),
    ...(cordoned && !uncordon && {cordoned}),
    ...(held === false && {hold: false}),
  }
}

/** Whether it has to be tried whether it is still reached. */
export function isReachedOtherwise(before: Machine, after: Machine): boolean {
  return ofTheWay.some((key) => before[key] !== after[key])
}

function requestOf(machine: Machine): MachineRequest {
  return {
    name: machine.name,
    type: machine.type === 'gcp' ? 'gcp' : 'ssh',
    host: machine.ssh_host,
    user: machine.ssh_user,
    port: machine.ssh_port,
    key: machine.ssh_key_path,
    workspace: machine.workspace,
    project: machine.gcp_project,
    zone: machine.gcp_zone,
    instance: machine.gcp_instance,
    iap: machine.gcp_iap,
    capacity: machine.capacity,
    transport: machine.transport,
  }
}

function definedOf<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}
