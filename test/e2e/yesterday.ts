import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {runCli, temporaryFolder, type CliOptions, type CliResult} from './cli.js'
import {treeOf} from './damage/tree.js'

/** Where the towns of yesterday are kept; README.md there says what is in them. */
const kept = fileURLToPath(new URL('../fixtures/town-of-yesterday', import.meta.url))
/** Where they were made, as their journals and reflogs have it. */
const birthplace = '/tmp/town-of-yesterday'

/** Of every path its kind, its mode and the SHA-256 of its bytes. */
export type Tree = Readonly<Record<string, string>>

/** What the version that made the towns said of them. */
export interface Facts {
  /** name and version of the gt that made them */
  gt: string
  /** ids of the journals: of two whole runs, of one that was killed, of one whose undo was killed */
  runs: Record<'town' | 'web' | 'api' | 'docs', string>
  /** what killed commands left, relative to the town */
  leftovers: string[]
  /** files with bytes that users wrote, relative to the town */
  users: string[]
  /** where a key `x_later` stands, which no gt knows */
  later: {file: string; place: string[]}[]
  /** references of the refinery of web, with the commits and trees that removed polecats left */
  saved: Record<string, string>
  findings: {id: string; status: string; rig?: string; path?: string; ignored?: {reason: string; until: string}}[]
  checks: string[]
  schemas: string[]
  documents: {in: 'town' | 'older'; line: string; document: unknown}[]
}

export interface Yesterday {
  facts: Facts
  /** what lay there at which moment: `now`, `older now`, and `before …` each run of --fix */
  trees: Record<string, Tree>
  town: string
  /** a small one whose own files lie in `.gastown` */
  older: string
  /** runs gt in the town */
  gt(line: string, options?: Partial<CliOptions>): Promise<CliResult>
  /** with --json. @returns exit code and document, in which this place stands as `{root}` */
  ask(line: string, options?: Partial<CliOptions>): Promise<{code: number | null; document: unknown}>
  remove(): void
}

/** Names of what is kept. */
export function namesOfYesterday(): string[] {
  return readdirSync(kept).flatMap((name) => /^(.+)\.tgz$/.exec(name)?.[1] ?? [])
}

export function factsOf(name: string): Facts {
  return JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8')) as Facts
}

/**
 * Unpacks one in a new folder, with its times to the nanosecond. Nothing is rewritten for the new place: the rigs come from
 * https://git.example/, and a configuration of git's leads that to the origins beside the town.
 */
export function unpack(name: string): Yesterday {
  const {path: root, remove} = temporaryFolder('yesterday')
  execFileSync('tar', ['-xpzf', join(kept, `${name}.tgz`), '--no-same-owner', '-C', root])
  const settings = join(root, 'gitconfig')
  writeFileSync(settings, `[url "file://${root}/origins/"]\n\tinsteadOf = https://git.example/\n`)
  const [town, older] = [join(root, 'town'), join(root, 'older')]
  const gt: Yesterday['gt'] = async (line, options = {}) =>
    runCli(line.split(' '), {cwd: town, ...options, env: {GIT_CONFIG_GLOBAL: settings, ...options.env}})
  return {
    facts: factsOf(name),
    trees: JSON.parse(readFileSync(join(root, 'trees.json'), 'utf8')) as Yesterday['trees'],
    town,
    older,
    gt,
    ask: async (line, options) => {
      const {code, stdout} = await gt(`${line} --json`, options)
      const text = stdout.replaceAll(root, '{root}').replaceAll(birthplace, '{root}')
      return {code, document: JSON.parse(text) as unknown}
    },
    remove: () => {
      execFileSync('chmod', ['-R', 'u+rwX', root])
      rmSync(root, {recursive: true})
      remove()
    },
  }
}

/** As the trees of yesterday were noted. @param without folders, and files, that are left out with all in them */
export function treeNow(folder: string, without: readonly string[] = []): Tree {
  const entries = [...treeOf(folder)].filter(
    ([path]) => !without.some((other) => path === other || path.startsWith(`${other}/`)),
  )
  return Object.fromEntries(
    entries.map(([path, {kind, mode, content}]) => {
      const sha = createHash('sha256')
        .update(Buffer.from(content, kind === 'link' ? 'utf8' : 'latin1'))
        .digest('hex')
      return [path, `${kind} ${mode.toString(8)} ${kind === 'folder' ? '-' : sha.slice(0, 32)}`]
    }),
  )
}

/** Paths at which two trees differ, each with what was there and what is there now. */
export function changes(was: Tree = {}, is: Tree): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((path) => was[path] !== is[path])
    .map((path) => `${path}: ${was[path] ?? 'nothing'}, now ${is[path] ?? 'nothing'}`)
}

/** Files of users whose bytes are nowhere in the town any more, wherever they were moved. */
export function lostFiles({facts, trees, town}: Yesterday): string[] {
  const shaOf = (entry = ''): string => entry.split(' ')[2] ?? ''
  const there = new Set(Object.values(treeNow(town)).map(shaOf))
  return facts.users.filter((path) => !there.has(shaOf(trees['now']?.[path])))
}

/** Unknown keys that are gone or say something else. */
export function lostKeys({facts, town}: Yesterday): string[] {
  return facts.later.flatMap(({file, place}) => {
    // Where `gt rig remove` puts it.
    const aside = file.replace(/config\.json$/, 'config.removed.json')
    const path = [file, aside].map((one) => join(town, one)).find((one) => existsSync(one))
    const text = path === undefined ? '{}' : readFileSync(path, 'utf8')
    const part = place.reduce((value: Part, key) => value?.[key] as Part, JSON.parse(text))
    const name = [file, ...place].join(' ')
    const said = {of: name, list: [1, {deep: true}], text: 'kept, whoever knows what it means'}
    return JSON.stringify(part?.['x_later']) === JSON.stringify(said) ? [] : [name]
  })
}

type Part = Record<string, unknown> | undefined

/** What a document said and says no more: keys may be added to it, and nothing else may change. */
export function unsaid(was: unknown, is: unknown, at = ''): string[] {
  if (typeof was !== 'object' || was === null) return was === is ? [] : [`${at}: ${String(was)}, now ${String(is)}`]
  if (typeof is !== 'object' || is === null) return [`${at}: now ${String(is)}`]
  if (Array.isArray(was) && (!Array.isArray(is) || is.length !== was.length)) return [`${at}: another list`]
  return Object.entries(was).flatMap(([key, value]) =>
    unsaid(value, (is as Record<string, unknown>)[key], `${at}/${key}`),
  )
}
