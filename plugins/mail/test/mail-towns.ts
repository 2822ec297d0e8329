import {setMaxListeners} from 'node:events'
import {mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {hostname, tmpdir} from 'node:os'
import {join} from 'node:path'
import {GtError, type Connection, type Place, type Workspace, type WorkspaceService} from '@gt-town/contract'
import {LocalConnection} from '@gt-town/connection-local'
import workspaceHook from '../../workspace/src/hooks/workspace.js'
import type {MailTown} from '../src/operations/mail-town.js'

/** Real towns in real folders, several of which play machines of the first. */
export interface MailTowns {
  readonly root: string
  /** the one of the hub */
  readonly hub: MailTown
  /** a town that is a machine of the hub, as one that stands there sees it */
  at(machine: string): MailTown
  /** what is in a file, by its path from the folder of all towns; empty where there is none */
  read(path: string): string
  write(path: string, text: string | Uint8Array): void
  /** the machine cannot be reached until it is set to false */
  down: Set<string>
  /** added to the clock, milliseconds */
  clock: {ahead: number}
  remove(): void
}

/**
 * @param people polecats, such as `beads/nux`; with a machine, such as `west:beads/nux`
 * @param wrap what every connection becomes
 */
export async function mailTowns(
  people: readonly string[],
  wrap: (connection: Connection, machine: string) => Connection = (connection) => connection,
): Promise<MailTowns> {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'gt-mail-'))
  const machines = new Set(people.flatMap((name) => /^([^:]+):/.exec(name)?.[1] ?? []))
  const workspaces = new Map<string, Workspace>()
  for (const machine of ['hub', ...machines]) {
    const town = join(root, machine)
    mkdirSync(join(town, 'mayor', 'mail'), {recursive: true})
    workspaces.set(machine, {
      root: town,
      configDir: 'mayor',
      ...(machine !== 'hub' && {machine: {name: machine, hub: `${hostname()}:${join(root, 'hub')}`}}),
    })
    const {machine: own} = workspaces.get(machine) ?? {}
    const config = {type: 'workspace', version: 1, created_at: '2026-11-28T00:00:00Z', ...(own && {machine: own})}
    writeFileSync(join(town, 'mayor', 'config.json'), JSON.stringify(config))
    writeFileSync(join(town, 'mayor', 'state.json'), '{"version":1,"projects":{}}')
  }
  for (const name of people) {
    const [, machine = 'hub', path = ''] = /^(?:([^:]+):)?(.*)$/.exec(name) ?? []
    const [rig = ''] = path.split('/')
    mkdirSync(join(root, machine, path), {recursive: true})
    mkdirSync(join(root, machine, rig, '.gastown', 'mail'), {recursive: true})
    writeFileSync(join(root, machine, rig, '.gastown', 'config.json'), '{"type":"rig","git_url":"x"}')
  }
  // The hook needs no oclif.
  const ask = workspaceHook as unknown as () => Promise<WorkspaceService>
  const service = await ask()
  const down = new Set<string>()
  const clock = {ahead: 0}
  const placeOf = (machine: string): Place => {
    const workspace = workspaces.get(machine)
    if (workspace === undefined) throw new Error(`no town for ${machine}`)
    return {connection: wrap(new LocalConnection(), machine), workspace}
  }
  const townAt = (machine: string): MailTown => ({
    home: placeOf(machine),
    service,
    now: () => Date.now() + clock.ahead,
    signal: neverEnding(),
    machines: {
      names: async () => Promise.resolve(machine === 'hub' ? [...machines].sort() : []),
      reach: async (name) => {
        if (down.has(name)) return Promise.reject(new GtError('GT_CONNECT_FAILED', `${name} does not answer`))
        return Promise.resolve(placeOf(name))
      },
    },
  })
  return {
    ...{root, down, clock, hub: townAt('hub'), at: townAt},
    read: (path) => {
      try {
        return readFileSync(join(root, path), 'utf8')
      } catch {
        return ''
      }
    },
    write: (path, text) => writeFileSync(join(root, path), text),
    remove: () => rmSync(root, {recursive: true, force: true}),
  }
}

/** As that of a command: a thousand may listen to it. */
function neverEnding(): AbortSignal {
  const {signal} = new AbortController()
  setMaxListeners(0, signal)
  return signal
}
