import type {Connection, Machine} from '@gt-town/contract'
import type {Installation} from '../domain/installation.js'
import {townPlace} from '../domain/town-place.js'
import {locate} from '../operations/locate.js'
import {install, type InstallRequest} from './install.js'

/** The registry of the hub, as far as it says where the town of one machine is. */
export interface Settling {
  /** notes it where nothing is noted yet. @returns the machine as it is noted now */
  settle(root: string): Promise<Machine>
  takeBack(root: string): Promise<unknown>
}

/**
 * Makes a town on a machine of which the registry does not say yet where its town is. That is noted first: of two installs at once
 * in different folders only one makes a town, and one that was killed is completed by running it again.
 * @throws UsageError `GT_MACHINE_HAS_WORKSPACE`; what `install` throws
 */
export async function installThere(
  connection: Connection,
  request: InstallRequest,
  {settle, takeBack}: Settling,
): Promise<Installation> {
  const {name, workspace} = await settle(request.path)
  townPlace(name, request.path, workspace)
  try {
    return await install(connection, request)
  } catch (error) {
    if (await isSurelyNone(connection, request.path)) await takeBack(request.path)
    throw error
  }
}

/** Where the link is lost nobody can tell: then the note stays, and running it again completes what is there. */
async function isSurelyNone(connection: Connection, root: string): Promise<boolean> {
  try {
    return !(await locate(connection, {town: root})).found
  } catch {
    return false
  }
}
