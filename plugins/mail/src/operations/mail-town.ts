import type {Place, WorkspaceService} from '@gt-town/contract'

/** Where a use-case of mail works, and what it needs from outside. */
export interface MailTown {
  /** the town one stands in */
  readonly home: Place
  readonly service: WorkspaceService
  /** milliseconds since 1970 */
  readonly now: () => number
  readonly signal: AbortSignal
  readonly machines: TownMachines
}

/** The machines of a hub; a town that is no hub knows none. */
interface TownMachines {
  names(): Promise<readonly string[]>
  /** @returns its town. @throws GtError where it, or its town, cannot be reached */
  reach(machine: string): Promise<Place>
}
