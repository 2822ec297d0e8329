import {basename, relative} from 'node:path'
import {foldName} from '@gt-town/contract'
import {polecatFolder, polecatMailFolder, polecatMailLink} from '@gt-town/town-layout'

/** What git is told to ignore: the link, at the top of the clone. */
const excluded = polecatMailLink('/')
const linkName = basename(excluded)

/** What the link in a polecat's clone points to: relative, so that the town can be moved. */
export function mailLinkTarget(polecat: string): string {
  const rig = {path: '/rig'}
  return relative(polecatFolder(rig, polecat), polecatMailFolder(rig, polecat))
}

/** Whether a repository has a path `mail` of its own at its top, as some file systems see it. */
export function hasOwnMail(topLevelPaths: readonly string[]): boolean {
  return topLevelPaths.some((path) => foldName(path) === linkName)
}

/** `.git/info/exclude` with the link in it, so that git takes no notice of it. */
export function withMailExcluded(text: string): string {
  if (text.split('\n').some((line) => line.trimEnd() === excluded)) return text
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}# the link to the mail gt keeps for this polecat\n${excluded}\n`
}

/** Whether a path of a clone is the link or lies below it. */
export function isMailLink(path: string): boolean {
  return path === linkName || path.startsWith(`${linkName}/`)
}
