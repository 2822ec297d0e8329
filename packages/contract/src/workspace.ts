import type {PolecatAddress} from './address.js'
import type {Connection} from './connection.js'

/** A town that was found; its files may still be broken. */
export interface Workspace {
  /** absolute path of the town, without symbolic links */
  readonly root: string
  /** which of the two folders marks it */
  readonly configDir: 'mayor' | '.gastown'
  /** what its configuration calls it, if anything */
  readonly name?: string
  /** on a machine of another town, the hub: what the hub calls this machine, and which town the hub is */
  readonly machine?: {readonly name: string; readonly hub: string}
  /** what its configuration says under `doctor`, as it stands there: the doctor reads it with care */
  readonly doctorSettings?: unknown
  /** the same of `mail` */
  readonly mailSettings?: unknown
  /** the same of `agent`, which sessions start where nothing else is said, and of `agents`, which profiles there are besides */
  readonly agentSettings?: {readonly agent?: unknown; readonly agents?: unknown}
}

/** A rig as far as it can be known; either source may be missing or broken. */
export interface Rig {
  readonly name: string
  /** absolute path of the rig's folder */
  readonly path: string
  /** listed in the town's registry (`state.json`) */
  readonly registered: boolean
  /** has its own `.gastown/config.json` that says it is a rig */
  readonly configured: boolean
  /** from the rig's own config, else from the registry */
  readonly gitUrl?: string
  /** what the registry says, where that is something else */
  readonly registeredUrl?: string
}

/** A town and the connection to the machine it is on. */
export interface Place {
  readonly connection: Connection
  readonly workspace: Workspace
}

/** Which towns a use-case works with. */
export interface HubAndTarget {
  /** what the hub calls the machine of the target; `local` is the hub's own */
  readonly machine: string
  /** the town one stands in, whose registry says which machines there are */
  readonly hub: Place
  /** the town on that machine, where it is done; the hub itself where that is local */
  readonly target: Place
}

export type Location =
  | {readonly found: true; readonly workspace: Workspace}
  /** `looked`: the folders that were searched, nearest first */
  | {readonly found: false; readonly looked: readonly string[]; readonly reason?: string}

/** What every other part asks about towns. Answered by the workspace plugin through `gt:workspace`. */
export interface WorkspaceService {
  /**
   * Which folder is the town? Never fails on a broken config: that is for `load` and for the doctor.
   * @param where `town`: this folder or none (`--town`, `GT_TOWN_ROOT`); `from`: this folder, then upwards
   */
  locate(connection: Connection, where: {town: string} | {from: string}): Promise<Location>
  /** @throws GtError `GT_TOWN_NOT_FOUND` (exit 3), `GT_FILE_CORRUPT` naming file, place and what was expected */
  load(connection: Connection, where: {town: string} | {from: string}): Promise<Workspace>
  /** Every rig that is registered or configured, sorted by name. A broken registry is an error only when `strict`. */
  rigs(connection: Connection, workspace: Workspace, options?: {strict?: boolean}): Promise<Rig[]>
  /** Names of the polecats of a rig: folders there that are neither the refinery nor hidden, sorted. */
  polecats(connection: Connection, rig: Rig): Promise<string[]>
  /** Makes a worker clone; on another machine the rig is added first where it is missing. @throws GtError */
  addPolecat(
    where: HubAndTarget,
    address: PolecatAddress,
    options?: {branch?: string; signal?: AbortSignal},
  ): Promise<{path: string; branch: string}>
  /** What machines call this town where it is their hub: its computer and its folder, such as `desk:/home/me/ai`. */
  hubName(place: Place): Promise<string>
  /**
   * Notes in the target what its machine is called and at which hub. One that has another hub stays as it is.
   * @returns that other hub, if any
   * @throws FileCorruptError, LockError; what the connection throws
   */
  noteHub(where: HubAndTarget): Promise<string | undefined>
}
