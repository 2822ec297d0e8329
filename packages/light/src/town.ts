import {realpathSync} from 'node:fs'
import {resolve} from 'node:path'
import type {Workspace} from '@gt-town/contract'
import {configFile, possibleTowns} from '@gt-town/town-layout'
import {textIfThere} from './read.js'

/** Where a command line was typed. */
export interface TypedAt {
  /** `--town`, else GT_TOWN_ROOT */
  readonly named?: string | undefined
  /** empty where it does not exist any more */
  readonly cwd: string
}

/** @returns undefined where that is not for here to say, `none` where there is no town */
type Judge = (town: Workspace, config: string | undefined) => Workspace | undefined | 'none'

/** The town of a command line, if it is sound and named without ado. @returns undefined: leave it to gt itself */
export function soundTown({named, cwd}: TypedAt): Workspace | undefined {
  if (named) return named.startsWith('/') ? townAt(named, ifSound) : undefined
  return cwd === '' ? undefined : townAbove(cwd, ifSound)
}

/** The town of a command line, however broken. */
export function anyTown({named, cwd}: TypedAt): Workspace | undefined {
  try {
    if (named) return townAt(resolve(cwd, named), whatever)
    return cwd === '' ? undefined : townAbove(cwd, whatever)
  } catch {
    return undefined
  }
}

function townAt(path: string, judge: Judge): Workspace | undefined {
  return townIn(realpathSync(path), judge)[0]
}

function townAbove(folder: string, judge: Judge): Workspace | undefined {
  for (let path = folder; ; path = path.slice(0, path.lastIndexOf('/'))) {
    const found = townIn(path === '' ? '/' : path, judge)
    if (found.length > 0) return found[0]
    if (path === '' || path === '/') return undefined
  }
}

/** @returns nothing where there is none; undefined where nobody decides it here, which ends the search */
function townIn(root: string, judge: Judge): [Workspace | undefined] | [] {
  for (const town of possibleTowns(root)) {
    const found = judge(town, configText(town))
    if (found !== 'none') return [found]
  }
  return []
}

/** Empty where it is there and cannot be read: then this is the town, and it is not sound. */
function configText(town: Workspace): string | undefined {
  try {
    return textIfThere(configFile(town))
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOTDIR' ? undefined : ''
  }
}

const ifSound: Judge = (town, text) => {
  if (text === undefined) return 'none'
  const config = JSON.parse(text) as {type?: unknown; version?: unknown; machine?: Workspace['machine']}
  if (config.type === 'rig') return 'none'
  if (config.type !== 'workspace' || config.version !== 1) return undefined
  return {...town, ...(config.machine && {machine: config.machine})}
}

const whatever: Judge = (town, text) => {
  try {
    return ifSound(town, text) ?? town
  } catch {
    return town
  }
}
