import {dirname, resolve} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {configOf, parseGitSettings, type GitConfig, type GitSetting} from '../format/git-config.js'
import {badSetting, isTrue} from '../format/git-settings.js'
import {judgeFormat, needsVersion} from '../format/repository-format.js'
import {askGit, gitVersion} from './ask-git.js'
import {faultOf, invalid, unfit, type CloneFault} from './clone-state.js'
import type {GitDir} from './find-git-dir.js'

const maxBytes = 1024 * 1024
/** As deep as git follows includes. */
const maxDepth = 10

/** What a clone's configuration says, its own and that of its worktree. */
export interface CloneConfig {
  readonly config: GitConfig
  readonly settings: readonly GitSetting[]
}

const ofMainWorktree = new Set(['core.bare', 'core.worktree'])

/** What was found fit lately, by its text: the clones of a rig are made alike. */
const fit = new Map<string, CloneConfig>()
const mostFit = 64
const longestFit = 4096

/** Reads a configuration file as git does, or says what git dies of in it. */
export function parseConfig(text: string, path: string): CloneConfig | CloneFault {
  const known = fit.get(text)
  if (known) return known
  const found = parseAnew(text, path)
  if (!('state' in found) && text.length <= longestFit) {
    if (fit.size >= mostFit) fit.clear()
    fit.set(text, found)
  }
  return found
}

function parseAnew(text: string, path: string): CloneConfig | CloneFault {
  // `git init` always writes it: an empty file was cut off.
  if (text.trim() === '') return invalid('its git config does not say core.repositoryformatversion', path)
  const settings = parseGitSettings(text)
  if ('badLine' in settings) return unfit(`bad line ${settings.badLine} in its git config`, path, byHand(path))
  const bad = badSetting(settings)
  if (bad !== undefined) return unfit(`its git config has a bad ${bad}`, path, byHand(path))
  const config = configOf(settings)
  if (config.has('core.repositoryformatversion')) return {config, settings}
  return unfit('its git config does not say core.repositoryformatversion', path, byHand(path))
}

/** Whether nothing stands in it that takes a second look, as in nearly every clone. */
export function isPlain(config: GitConfig): boolean {
  if (config.get('core.bare') !== 'false' || config.get('core.repositoryformatversion') !== '0') return false
  for (const name of config.keys()) if (/^(?:extensions|include|includeif)\.|^core\.worktree$/.test(name)) return false
  return true
}

/** What of the configuration keeps git from working here, once it is read: format, worktree, and what it includes. */
export async function inspectConfig(
  connection: Connection,
  {own, common}: GitDir,
  folder: string,
  found: CloneConfig,
): Promise<CloneFault | undefined> {
  const path = under(common, 'config')
  const version = needsVersion(found.config) ? await gitVersion(connection) : undefined
  const verdict = judgeFormat(found.config, version)
  if (typeof verdict === 'object') {
    return unfit(verdict.problem, path, 'use a git that knows it (git --version), or clone it again without it')
  }
  if (verdict === 'unknown') {
    const reason = await askGit(connection, folder)
    if (reason !== undefined) return unfit(reason, path, 'update git, or remove that extension')
  }
  const more = await worktreeConfig(connection, own, found.config)
  if ('state' in more) return more
  // In a linked worktree git passes over what the common file says of these.
  const shared = own === common ? found.settings : found.settings.filter(({name}) => !ofMainWorktree.has(name))
  const all = configOf([...shared, ...more.settings])
  if (isTrue(all.get('core.bare'))) {
    return unfit('its git config has core.bare true', path, `git config --file ${path} core.bare false`)
  }
  return (
    (await inspectWorktree(connection, own, folder, all.get('core.worktree'), path)) ??
    (await inspectIncludes(connection, folder, [
      {path, settings: found.settings},
      {path: under(own, 'config.worktree'), settings: more.settings},
    ]))
  )
}

/** The second configuration that a worktree may have of its own. */
async function worktreeConfig(
  connection: Connection,
  own: string,
  config: GitConfig,
): Promise<{settings: readonly GitSetting[]} | CloneFault> {
  if (!isTrue(config.get('extensions.worktreeconfig'))) return {settings: []}
  const path = under(own, 'config.worktree')
  const [text] = await connection.inspect([{op: 'read', path, maxBytes}])
  if (!text.ok) {
    const isMissing = text.error.code === 'GT_NOT_FOUND'
    return isMissing ? {settings: []} : {...faultOf(text.error, 'its config.worktree', path), nextStep: byHand(path)}
  }
  const settings = parseGitSettings(text.value.toString())
  if ('badLine' in settings) return unfit(`bad line ${settings.badLine} in its config.worktree`, path, byHand(path))
  const bad = badSetting(settings)
  return bad === undefined ? {settings} : unfit(`its config.worktree has a bad ${bad}`, path, byHand(path))
}

async function inspectWorktree(
  connection: Connection,
  own: string,
  folder: string,
  written: string | undefined,
  path: string,
): Promise<CloneFault | undefined> {
  if (written === undefined) return undefined
  const nextStep = `git config --file ${path} --unset core.worktree, or make that folder`
  const target = resolve(own, written)
  const [stat] = await connection.inspect([{op: 'stat', path: target}])
  if (written !== '' && stat.ok && stat.value.type === 'directory') return undefined
  // Outside of the town only git may look.
  const isElsewhere = !stat.ok && stat.error.code === 'GT_PATH_ESCAPE'
  const reason = isElsewhere ? await askGit(connection, folder) : 'there is no such folder'
  return reason === undefined
    ? undefined
    : unfit(`its core.worktree ${written.slice(0, 200)}: ${reason}`, path, nextStep)
}

interface ConfigFile {
  readonly path: string
  readonly settings: readonly GitSetting[]
}

/**
 * Whether what the configuration includes can be read. Which of it counts depends on conditions, so that git itself decides
 * where something is wrong or lies where this connection does not look; that is rare.
 */
async function inspectIncludes(
  connection: Connection,
  folder: string,
  from: readonly ConfigFile[],
): Promise<CloneFault | undefined> {
  let files = from
  for (let depth = 0; depth <= maxDepth; depth++) {
    const wanted = files.flatMap(({path, settings}) =>
      settings.flatMap(({name, value}) => (isInclude(name) ? [{by: path, target: includedBy(path, value)}] : [])),
    )
    if (wanted.length === 0) return undefined
    const suspect = wanted.find(({target}) => target === undefined)
    const next: ConfigFile[] = []
    if (!suspect) {
      const paths = wanted.flatMap(({target}) => (target === undefined ? [] : [target]))
      const texts = await connection.inspect(paths.map((path) => ({op: 'read', path, maxBytes}) as const))
      for (const [at, text] of texts.entries()) {
        const path = paths[at] ?? ''
        if (!text.ok && text.error.code === 'GT_NOT_FOUND') continue
        const settings = text.ok ? parseGitSettings(text.value.toString()) : {badLine: 0}
        if ('badLine' in settings || badSetting(settings) !== undefined) return includeFault(connection, folder, path)
        next.push({path, settings})
      }
    }
    if (suspect) return includeFault(connection, folder, suspect.by)
    files = next
  }
  return includeFault(connection, folder, from[0]?.path ?? folder)
}

async function includeFault(connection: Connection, folder: string, path: string): Promise<CloneFault | undefined> {
  const reason = await askGit(connection, folder)
  return reason === undefined
    ? undefined
    : unfit(
        `what its git config includes: ${reason}`,
        path,
        'correct that file, or remove the include from its git config',
      )
}

function isInclude(name: string): boolean {
  return name === 'include.path' || (name.startsWith('includeif.') && name.endsWith('.path'))
}

/** @returns undefined where only git knows: below a home, or nowhere */
function includedBy(file: string, value: string | undefined): string | undefined {
  return value === undefined || value === '' || value.startsWith('~') ? undefined : resolve(dirname(file), value)
}

function byHand(path: string): string {
  return `correct ${path} by hand: it holds settings of yours too, so gt leaves it alone`
}
