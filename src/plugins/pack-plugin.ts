import {isGtError, messageOf, UsageError, type Connection} from '@gt-town/contract'
import {createHash, randomUUID} from 'node:crypto'
import {join} from 'node:path'
import {packageFacts} from './package-facts.js'

export interface PackOptions {
  /** words that start npm */
  readonly npm: readonly string[]
  /** where packed plugins are kept */
  readonly folder: string
  readonly signal: AbortSignal
}

/**
 * Packs a plugin from a folder or a .tgz into a .tgz of gt's own, so that it stays installed when the original is moved or deleted,
 * and so that npm copies a folder instead of linking it. The name tells two contents of one version apart: npm would keep the old one.
 * @returns its path
 * @throws UsageError `GT_PLUGIN_PATH_MISSING`, `GT_PLUGIN_INVALID`
 */
export async function packPlugin(connection: Connection, path: string, options: PackOptions): Promise<string> {
  const work = join(options.folder, `.packing-${randomUUID()}`)
  const {type} = await statOf(connection, path)
  if (type === 'directory') packageFacts(await packageText(connection, path), path)
  await connection.mkdirAll(work)
  try {
    const packed = join(work, 'packed')
    await connection.mkdir(packed)
    if (type !== 'directory') await connection.writeFile(join(work, 'plugin.tgz'), await connection.readFile(path))
    // A folder is packed where it is, a file under a plain name: npm reads some characters of a path as its own.
    const [cwd, spec] = type === 'directory' ? [path, '.'] : [work, './plugin.tgz']
    const {code, stderr} = await connection.execute([...options.npm, 'pack', spec, '--pack-destination', packed], {
      effect: 'write',
      paths: [packed],
      cwd,
      timeoutMs: 0,
      idleTimeoutMs: 300_000,
      signal: options.signal,
    })
    const [made] = await connection.listDir(packed)
    if (code !== 0 || made === undefined) {
      throw new UsageError('GT_PLUGIN_INVALID', `${path} cannot be packed: ${reasonOf(stderr.toString())}`, {
        hint: type === 'directory' ? 'fix its package.json or its scripts' : 'make it with npm pack',
      })
    }
    const data = await connection.readFile(join(packed, made.name))
    const hash = createHash('sha256').update(data).digest('hex').slice(0, 12)
    const kept = join(options.folder, made.name.replace(/\.tgz$/, `-${hash}.tgz`))
    await connection.writeFile(kept, data)
    return kept
  } finally {
    await connection.remove(work, {recursive: true})
  }
}

async function statOf(connection: Connection, path: string): ReturnType<Connection['stat']> {
  try {
    return await connection.stat(path)
  } catch (error) {
    if (!isGtError(error, 'GT_NOT_FOUND')) throw error
    throw new UsageError('GT_PLUGIN_PATH_MISSING', `${path} does not exist`, {
      hint: 'check the path; a name in the registry has no slash and does not end with .tgz',
      cause: error,
    })
  }
}

async function packageText(connection: Connection, folder: string): Promise<string> {
  try {
    return (await connection.readFile(join(folder, 'package.json'))).toString()
  } catch (error) {
    throw new UsageError('GT_PLUGIN_INVALID', `${folder} is not a package: ${messageOf(error)}`, {
      hint: 'name the folder that holds the package.json of the plugin',
      cause: error,
    })
  }
}

/** npm's own words: the last line that is neither a code nor the place of its log. */
function reasonOf(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
  return (
    lines.filter((line) => line !== '' && !/^(code|errno|syscall) |complete log/i.test(line))[0] ?? 'npm pack failed'
  )
}
