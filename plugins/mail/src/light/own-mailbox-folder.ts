import {lstatSync, statSync} from 'node:fs'
import {nameProblem, parseAddress, type Workspace} from '@gt-town/contract'
import {polecatFolder, rigConfigFile, rigFolder} from '@gt-town/town-layout'
import {absoluteAddress, hubStation, stationOf} from '../domain/absolute-address.js'
import {mailboxOf, ownStation} from '../operations/mail-place.js'

/** The folder of the mail of whoever acts, as identity.ts says who that is. @returns undefined where that is not plain */
export function ownMailboxFolder(
  town: Workspace,
  {as, cwd}: {readonly as: string | undefined; readonly cwd: string},
): string | undefined {
  const station = ownStation(town)
  if (as !== undefined) {
    const address = absoluteAddress(parseAddress(as), station)
    if (address.endsWith('/') || stationOf(address) !== station) return undefined
    if (address !== 'mayor' && !isPolecat(town, address.slice(station.length + 1))) return undefined
    return mailboxOf(town, address).folder
  }
  if (cwd === town.root) return station === hubStation ? mailboxOf(town, 'mayor').folder : undefined
  if (!cwd.startsWith(`${town.root}/`)) return undefined
  const steps = cwd.slice(town.root.length + 1).split('/')
  const path = steps.slice(0, 2).join('/')
  return isPolecat(town, path) ? mailboxOf(town, `${station}:${path}`).folder : undefined
}

function isPolecat(town: Workspace, path: string): boolean {
  const [rig = '', polecat = ''] = path.split('/')
  if (nameProblem('rig', rig) !== undefined || nameProblem('polecat', polecat) !== undefined) return false
  const folder = {path: rigFolder(town, rig)}
  return (
    statSync(rigConfigFile(folder), {throwIfNoEntry: false})?.isFile() === true &&
    lstatSync(polecatFolder(folder, polecat), {throwIfNoEntry: false})?.isDirectory() === true
  )
}
