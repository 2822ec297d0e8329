import type {Machine} from '@gt-town/contract'
import {printTags} from '../domain/tags.js'

/** Rows of the table of machines; the first is the heading. */
export function machineRows(machines: readonly Machine[]): string[][] {
  return [
    ['NAME', 'TYPE', 'ADDRESS', 'WORKSPACE', 'TAGS', 'CAPACITY', 'STATE'],
    ...machines.map((machine) => [
      machine.name,
      machine.type,
      addressOf(machine),
      machine.workspace ?? '-',
      printTags(machine.tags) || '-',
      machine.capacity === undefined ? '-' : String(machine.capacity),
      machine.cordoned ? 'cordoned' : '-',
    ]),
  ]
}

/** Two columns: what, and what it is. */
export function shownMachine(machine: Machine): string[][] {
  const {ssh_key_path, transport, workspace, tags, capacity, cordoned} = machine
  return [
    ['Machine', machine.name],
    ['Type', machine.type],
    ['Address', addressOf(machine)],
    ...(ssh_key_path === undefined ? [] : [['Key', ssh_key_path]]),
    ...(transport === undefined ? [] : [['Transport', transport]]),
    ['Workspace', workspace ?? '-'],
    ['Tags', printTags(tags) || '-'],
    ['Capacity', capacity === undefined ? '-' : String(capacity)],
    ['State', cordoned ? cordonedSince(cordoned) : '-'],
    ...(machine.hold === false ? [['Connection', 'not kept between commands']] : []),
  ]
}

/** `user@host:port`, as far as it is said; of gcp `user@project/zone/instance:port`. */
export function addressOf(machine: Machine): string {
  if (machine.type === 'local') return 'this machine'
  const user = machine.ssh_user === undefined ? '' : `${machine.ssh_user}@`
  const port = machine.ssh_port === undefined ? '' : `:${machine.ssh_port}`
  if (machine.type === 'gcp') {
    const place = [machine.gcp_project, machine.gcp_zone, machine.gcp_instance].map((part) => part ?? '?').join('/')
    return `${user}${place}${port}${machine.gcp_iap ? ' (iap)' : ''}`
  }
  const host = machine.ssh_host ?? '?'
  return `${user}${port !== '' && host.includes(':') ? `[${host}]` : host}${port}`
}

function cordonedSince({at, reason}: NonNullable<Machine['cordoned']>): string {
  return `cordoned${at === undefined ? '' : ` since ${at}`}${reason === undefined ? '' : `: ${reason}`}`
}
