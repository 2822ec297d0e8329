import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {parseGitSettings} from '../format/git-config.js'
import {unfit, type CloneFault, type CloneState} from './clone-state.js'

const maxBytes = 1024 * 1024
/** More of them are not looked into. */
const maxSubmodules = 64

/**
 * What git dies of in the submodules that are checked out: `git status` asks git in each of them, and reads .gitmodules to know how.
 * None of it is a reason to clone the rig again, since each may hold work of its own.
 * @param paths as the index has them
 */
export async function inspectSubmodules(
  connection: Connection,
  folder: string,
  paths: readonly string[],
  inspect: (folder: string) => Promise<CloneState>,
): Promise<CloneFault | undefined> {
  const places = paths.filter((path) => isInside(path)).slice(0, maxSubmodules)
  const listed = under(folder, '.gitmodules')
  const [modules, ...entries] = await connection.inspect([
    {op: 'read', path: listed, maxBytes} as const,
    ...places.map((path) => ({op: 'stat', path: under(folder, path, '.git')}) as const),
  ])
  const settings = modules.ok ? parseGitSettings(modules.value.toString()) : []
  if ('badLine' in settings) {
    return unfit(`bad line ${settings.badLine} in its .gitmodules`, listed, `correct ${listed} by hand`)
  }
  const filled = places.filter((_path, at) => entries[at]?.ok)
  const states = await Promise.all(filled.map(async (path) => inspect(under(folder, path))))
  for (const [at, found] of states.entries()) {
    if (!('reason' in found)) continue
    const path = filled[at] ?? ''
    const nextStep =
      found.nextStep ??
      `move ${under(folder, path)} and its folder below ${under(folder, '.git', 'modules')} aside, then ` +
        `git -C ${folder} submodule update --init -- ${path}`
    return {...found, reason: `submodule ${path}: ${found.reason}`, nextStep}
  }
  return undefined
}

/** An index can name anything. */
function isInside(path: string): boolean {
  return !path.split('/').some((name) => name === '' || name === '.' || name === '..' || name.toLowerCase() === '.git')
}
