import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {configOf, parseGitSettings, type GitSetting} from '../format/git-config.js'
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
    ...places.map((path) => ({op: 'stat', path: under(folder, path), follow: false}) as const),
  ])
  const link = places.find((_path, at) => {
    const place = entries[places.length + at]
    return place?.ok && 'type' in place.value && place.value.type === 'symlink'
  })
  if (link !== undefined) {
    const place = under(folder, link)
    return unfit(`submodule ${link} is a symbolic link`, place, `put the folder in the place of the link ${place}`)
  }
  const settings = modules.ok ? parseGitSettings(modules.value.toString()) : []
  if ('badLine' in settings) {
    return unfit(`bad line ${settings.badLine} in its .gitmodules`, listed, `correct ${listed} by hand`)
  }
  const passedOver = ignoredIn(settings)
  const filled = places.filter((path, at) => entries[at]?.ok && !passedOver.has(path))
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

/** Paths of submodules into which git does not look. */
function ignoredIn(settings: readonly GitSetting[]): ReadonlySet<string> {
  const config = configOf(settings)
  const names = [...config].flatMap(([key, value]) => {
    const name = /^submodule\.(.*)\.ignore$/s.exec(key)?.[1]
    return name !== undefined && /^(?:all|dirty)$/i.test(value) ? [name] : []
  })
  return new Set(names.flatMap((name) => config.get(`submodule.${name}.path`) ?? []))
}

/** An index can name anything. */
function isInside(path: string): boolean {
  return !path.split('/').some((name) => name === '' || name === '.' || name === '..' || name.toLowerCase() === '.git')
}
