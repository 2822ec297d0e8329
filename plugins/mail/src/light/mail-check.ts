import {lstatSync, readFileSync, realpathSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {nameProblem, parseAddress, type Workspace} from '@gt-town/contract'
import {configFile, mailboxFiles, polecatFolder, possibleTowns, rigConfigFile, rigFolder} from '@gt-town/town-layout'
import {absoluteAddress, hubStation, stationOf} from '../domain/absolute-address.js'
import {isCurrent, nowhere, parseInboxIndex, type FilePosition} from '../domain/inbox-index.js'
import {mailboxOf, ownStation} from '../operations/mail-place.js'

/** A command line as it was parsed, and where it was typed. */
export interface LightCall {
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/**
 * `gt mail check` where there is nothing to tell, which is nearly always: a few reads, and nothing of gt is loaded. Whatever is not
 * plainly so is left to the command itself.
 * @returns what is printed; undefined: run the command
 */
export function mailCheck({flags, env, cwd}: LightCall): string | undefined {
  if (flags['json'] === true || cwd === '') return undefined
  try {
    const named = flags['town'] ?? env['GT_TOWN_ROOT']
    const town = typeof named === 'string' && named !== '' ? townAt(named) : townAbove(cwd)
    const mailbox = town && mailboxFor(town, {flags, env, cwd})
    return mailbox !== undefined && hasNothingNew(mailbox) ? '' : undefined
  } catch {
    return undefined
  }
}

/** The one that was named, if it is sound, by its absolute path. */
function townAt(path: string): Workspace | undefined {
  if (!path.startsWith('/')) return undefined
  const root = realpathSync(path)
  for (const town of possibleTowns(root)) {
    const found = townIn(town)
    if (found !== 'none') return found
  }
  return undefined
}

/** The nearest sound town; anything odd on the way, and nobody decides it here. */
function townAbove(folder: string): Workspace | undefined {
  for (let path = folder; ; path = path.slice(0, path.lastIndexOf('/'))) {
    for (const town of possibleTowns(path === '' ? '/' : path)) {
      const found = townIn(town)
      if (found !== 'none') return found
    }
    if (path === '' || path === '/') return undefined
  }
}

/** @returns `none` where there is no town; undefined where that is not for here to say */
function townIn(town: Workspace): Workspace | undefined | 'none' {
  const text = textOf(configFile(town))
  if (text === undefined) return 'none'
  const config = JSON.parse(text) as {type?: unknown; version?: unknown; machine?: Workspace['machine']}
  if (config.type === 'rig') return 'none'
  if (config.type !== 'workspace' || config.version !== 1) return undefined
  return {...town, ...(config.machine && {machine: config.machine})}
}

/** @returns the folder of the mail of whoever acts, as identity.ts says who that is */
function mailboxFor(town: Workspace, {flags, env, cwd}: LightCall): string | undefined {
  const station = ownStation(town)
  const named = flags['as'] ?? (env['GT_ADDRESS'] || undefined)
  if (typeof named === 'string') {
    const address = absoluteAddress(parseAddress(named), station)
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

function hasNothingNew(folder: string): boolean {
  const inbox = positionOf(join(folder, mailboxFiles.inbox))
  if (inbox === undefined) return false
  if (inbox.size === 0) return true
  const index = parseInboxIndex(textOf(join(folder, mailboxFiles.index)) ?? '')
  const state = positionOf(join(folder, mailboxFiles.state))
  return index !== undefined && state !== undefined && isCurrent(index, inbox, state) && index.unannounced === 0
}

/** @returns undefined for what is no file */
function positionOf(path: string): FilePosition | undefined {
  const found = lstatSync(path, {throwIfNoEntry: false})
  if (found === undefined) return nowhere
  // As a connection tells files apart.
  return found.isFile() ? {inode: `${found.dev}:${found.ino}`, size: found.size} : undefined
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined
    throw error
  }
}
