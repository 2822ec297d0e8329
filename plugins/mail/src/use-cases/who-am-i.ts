import {isGtError} from '@gt-town/contract'
import type {MailTown} from '../operations/mail-town.js'
import {identityOf, type MailIdentity, type OwnFlag} from '../domain/identity.js'
import {ownStation} from '../operations/mail-place.js'

export type {MailTown} from '../operations/mail-town.js'

export interface Caller {
  /** what a flag says */
  readonly flag?: string | undefined
  /** which one */
  readonly flagName?: OwnFlag | undefined
  /** GT_ADDRESS */
  readonly variable: string | undefined
  /** absolute; undefined where it does not exist any more */
  readonly folder: string | undefined
}

/** Who acts, where that can be told. @throws UsageError for a flag or variable that names nobody here */
export async function whoAmI(
  {home: {connection, workspace}, service}: MailTown,
  {flag, flagName, variable, folder}: Caller,
): Promise<MailIdentity | undefined> {
  const named = flag ?? (variable || undefined)
  const steps = named === undefined && folder !== undefined ? await stepsTo(folder) : undefined
  if (named === undefined && steps === undefined) return undefined
  const needed = named?.replace(/^[^:]*:/, '').split('/') ?? steps ?? []
  const rigs = needed.length < 2 ? [] : await service.rigs(connection, workspace)
  const rig = rigs.find(({name}) => name === needed[0])
  const polecats = rig ? await service.polecats(connection, rig) : []
  return identityOf({
    station: ownStation(workspace),
    flag,
    flagName,
    variable,
    steps,
    isPolecat: (name, polecat) => name === rig?.name && polecats.includes(polecat),
  })

  async function stepsTo(path: string): Promise<string[] | undefined> {
    try {
      const real = await connection.realpath(path)
      if (real === workspace.root) return []
      return real.startsWith(`${workspace.root}/`) ? real.slice(workspace.root.length + 1).split('/') : undefined
    } catch (error) {
      if (isGtError(error)) return undefined
      throw error
    }
  }
}
