import {parseAddress, UsageError, type HubAndTarget, type Place, type WorkspaceService} from '@gt-town/contract'
import {sessionNameOf} from '@gt-town/tmux'

/** What a file's name may be long, less what gt adds to it. */
const mostNameBytes = 200

/** The machines of the town, each connected to at its first use. */
interface SessionMachines {
  names(): Promise<string[]>
  /** @throws GtError where it is none, has no town, or cannot be reached */
  reach(name: string): Promise<Place>
}

/** What every use-case works with: the town one stands in, and the way to those of its machines. */
export interface SessionTown {
  readonly home: Place
  readonly service: WorkspaceService
  readonly machines: SessionMachines
  readonly signal: AbortSignal
}

/** One session, wherever it is. */
export interface SessionPlace extends HubAndTarget {
  /** as its own town calls it: `mayor`, or `rig/polecat` */
  readonly address: string
  /** as the user of this town calls it */
  readonly shown: string
}

/**
 * Where the session of an address is.
 * @throws UsageError `GT_ADDRESS_INVALID`; what reaching its machine throws
 */
export async function sessionPlace({home, machines}: SessionTown, text: string): Promise<SessionPlace> {
  const address = parseAddress(text.replace(/^([^/]+\/[^/]+)\/$/, '$1'))
  const isHub = home.workspace.machine === undefined
  if (address.kind === 'rig') {
    throw new UsageError('GT_ADDRESS_INVALID', `${text} names a rig, not one session`, {
      hint: 'name one polecat: [machine:]rig/polecat, or mayor',
    })
  }
  const length = sessionNameOf(address.kind === 'mayor' ? 'mayor' : `${address.rig}/${address.polecat}`).length
  if (length > mostNameBytes) {
    throw new UsageError('GT_ADDRESS_INVALID', `${text} is too long for a session by ${length - mostNameBytes} bytes`, {
      hint: 'sessions name their files by it: use a shorter name',
    })
  }
  const machine = address.kind === 'mayor' ? 'hub' : address.machine
  const own = address.kind === 'mayor' ? 'mayor' : `${address.rig}/${address.polecat}`
  if (machine === 'local' || (machine === 'hub' && isHub)) {
    return {machine: 'local', hub: home, target: home, address: own, shown: own}
  }
  if (machine === 'hub') {
    throw new UsageError('GT_MACHINE_NOT_FOUND', 'the hub cannot be reached from here: it reaches its machines', {
      hint: 'run this on the hub',
    })
  }
  return {machine, hub: home, target: await machines.reach(machine), address: own, shown: `${machine}:${own}`}
}
