import {basename} from 'node:path'
import type {Workspace} from '@gt-town/contract'
import {
  bossFolder,
  configFolder,
  doctorFolder,
  gitignoreFile,
  lockFile,
  mailFolder,
  mayorRigsFolder,
  polecatsFile,
  poolFolder,
  possibleTowns,
  rigConfigFolder,
  rigFolder,
  rigMailFolder,
  stagingFolder,
  stateFile,
  trashFolder,
} from '@gt-town/town-layout'

const begin = '# >>> gt: kept up to date by gt, add your own lines outside these marks'
const end = '# <<< gt'
/** What a write that was killed leaves behind. */
const temporary = '.*.gt-tmp-*'
const anyLock = lockFile('*')
/** A pattern that begins with a slash is one path below the file's own folder, which therefore stands at the root here. */
const root = '/'
const laterNames = [trashFolder({root, configDir: 'mayor'}), polecatsFile({path: root})].map((path) => basename(path))

/**
 * What git must not take for the town's own files: what changes while agents work, and clones, which are repositories
 * of their own. Negations are avoided, so that the order of lines never matters. The configuration stays visible.
 * @returns the lines of gt's block without its marks
 */
export function gitignoreBlock(rigs: readonly string[]): string[] {
  const ownLock = lockFile(gitignoreFile({root}))
  return [temporary, ownLock, ...possibleTowns(root).flatMap(townPatterns), ...rigs.flatMap(rigPatterns)]
}

/** Whether a line of gt's block, which then is one path below the town, is of a kind that the first versions did not write. */
export function isLaterLine(line: string): boolean {
  return laterNames.includes(basename(line))
}

/** The lines that are not in the text yet, wherever in it they would be. */
export function missingPatterns(text: string, rigs: readonly string[]): string[] {
  const present = new Set(linesOf(text))
  return gitignoreBlock(rigs).filter((pattern) => !present.has(pattern))
}

/** Adds what is missing inside gt's block, which is made at the end if need be. Every other byte stays as it is. */
export function withPatterns(text: string, rigs: readonly string[]): string {
  const missing = missingPatterns(text, rigs)
  if (missing.length === 0) return text
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const at = endOfBlock(text)
  if (at !== undefined) return text.slice(0, at) + missing.map((line) => line + newline).join('') + text.slice(at)
  const gap = text === '' ? '' : text.endsWith('\n') ? newline : newline + newline
  return text + gap + [begin, ...missing, end].map((line) => line + newline).join('')
}

function townPatterns(town: Workspace): string[] {
  const folders = [mailFolder, bossFolder, doctorFolder, poolFolder, mayorRigsFolder, stagingFolder, trashFolder]
  const config = configFolder(town)
  return [
    stateFile(town),
    ...folders.map((folderOf) => `${folderOf(town)}/`),
    `${config}/${anyLock}`,
    `${config}/*.corrupt-*`,
  ]
}

/** A rig's clones have names that do not start with a dot; its `.gastown/config.json` may be kept in git. */
function rigPatterns(rig: string): string[] {
  const path = rigFolder({root}, rig)
  return [`${path}/[!.]*`, `${rigMailFolder({path})}/`, `${rigConfigFolder({path})}/${anyLock}`, polecatsFile({path})]
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trimEnd())
}

/** Offset of the line that ends gt's block, if there is a whole block. */
function endOfBlock(text: string): number | undefined {
  const lines = text.split('\n')
  const first = lines.findIndex((line) => line.trimEnd() === begin)
  const last = lines.findIndex((line, index) => index > first && line.trimEnd() === end)
  if (first === -1 || last === -1) return undefined
  return lines.slice(0, last).join('\n').length + 1
}
