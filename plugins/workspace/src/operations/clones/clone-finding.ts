import {relative} from 'node:path'
import {fail, pass, skip, type Connection, type Finding, type Rig, type Workspace} from '@gt-town/contract'
import {rigConfigFile} from '@gt-town/town-layout'
import {gitUrlOnDisk} from '../rigs/rigs-on-disk.js'
import {inspectClone} from '@gt-town/git'

/** Whether one of gt's own clones of a rig is there and valid; `label` is what the report calls it. */
export async function cloneFinding(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  path: string,
  label: string,
): Promise<Finding> {
  const found = await inspectClone(connection, path)
  if (found.state === 'valid') return pass()
  if (found.state === 'elsewhere') return skip(`${label}: ${found.reason}`, {path})
  // Lent objects are no substitute for the place new work is pushed to and comes from.
  const gitUrl = rig.gitUrl ?? (await gitUrlOnDisk(connection, town, rig.name))
  const unrepairable = {fixable: false, hint: `write the rig's git_url into ${relative(town.root, rigConfigFile(rig))}`}
  const details = {path, ...(gitUrl === undefined ? unrepairable : {})}
  if (found.state === 'missing') return fail(`Missing ${label} clone`, details)
  const where = relative(town.root, found.path)
  const message = `Invalid ${label} clone: ${found.reason}`
  // Another clone would have the same fault, or the user's own settings are to be mended, not replaced.
  if (found.nextStep !== undefined) return fail(message, {path, details: [where], fixable: false, hint: found.nextStep})
  return fail(message, {...details, details: [where]})
}
