import {createHash} from 'node:crypto'
import {realpathSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {cacheFolder} from '../files/cache-folder.js'
import {isPrivateFolder} from '../files/private-folder.js'

/** Another way of speaking is another holder. */
const protocol = 1
/** Of the environment, what decides how ssh gets anywhere. */
const variables = ['HOME', 'PATH', 'SSH_AUTH_SOCK', 'USER', 'CLOUDSDK_CONFIG', 'CLOUDSDK_ACTIVE_CONFIG_NAME']
/** Node cuts a longer one without a word (sun_path of unix(7) is 108 bytes; of macOS 104). */
const longestPath = 103

/**
 * The socket of the holder for a town, this user, this environment, this build of gt and this Node: an upgraded gt starts its own.
 * @param program what a holder runs
 * @returns undefined where there is no private folder for it: then nothing is held
 */
export function holderSocket(
  town: string,
  program: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const folder = folderOf(env)
  if (!isPrivateFolder(folder)) return undefined
  const {mtimeMs, size} = statSync(program)
  const facts = [
    protocol,
    process.version,
    program,
    mtimeMs,
    size,
    realpathOf(town),
    ...variables.map((name) => env[name]),
  ]
  const path = join(folder, `hold-${createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 20)}`)
  return Buffer.byteLength(path) <= longestPath - '.1234567'.length ? path : undefined
}

function folderOf(env: Readonly<Record<string, string | undefined>>): string {
  const runtime = env['XDG_RUNTIME_DIR']
  return runtime?.startsWith('/') ? join(runtime, 'gt') : join(cacheFolder(env), 'hold')
}

function realpathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
