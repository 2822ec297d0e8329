import {isAbsolute, join} from 'node:path'
import {home} from '../config/expand.js'

/** Where gt keeps what can be made again, as bin/folders.js has it. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const {GT_CACHE_DIR: own = '', XDG_CACHE_HOME: common = ''} = env
  return own !== '' ? own : join(isAbsolute(common) ? common : join(home(), '.cache'), 'gt')
}
