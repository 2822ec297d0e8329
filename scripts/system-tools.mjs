// What a script needs besides Node, npm and git. As root on Debian it is installed, elsewhere it is named.
import {spawnSync} from 'node:child_process'
import {accessSync, constants} from 'node:fs'
import {delimiter, join} from 'node:path'
import process from 'node:process'
import {aptWords, needsOf, readPlan, sayLacking, sayPlan, sayStart} from './system-packages.mjs'

/** Where a daemon lies, which need not be on the PATH. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin']

/** @param {'quick' | 'tests' | 'check'} group who needs them */
export function ensureSystemTools(group = 'tests') {
  const isRoot = process.getuid?.() === 0
  const missing = () => needsOf(group, isRoot).filter(({command}) => !isInstalled(command))
  const before = missing()
  if (before.length === 0) return
  if (isRoot && isInstalled('apt-get')) install(group, before)
  const still = missing()
  if (still.length === 0) return
  console.error(sayLacking(group, still))
  process.exit(3)
}

/** What goes wrong is printed by apt-get, and what is missing afterwards by us. */
function install(group, needs) {
  console.error(sayStart(group, needs))
  const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8'}
  const words = aptWords(needs)
  spawnSync('apt-get', ['update', '--quiet'], {stdio: ['ignore', 2, 2], env})
  const {stdout} = spawnSync('apt-get', ['--simulate', ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
    encoding: 'utf8',
  })
  const more = sayPlan(needs, readPlan(stdout))
  if (more !== '') console.error(more)
  spawnSync('apt-get', ['--yes', ...words], {stdio: ['ignore', 2, 2], env})
}

function isInstalled(command) {
  return [...(process.env.PATH ?? '').split(delimiter), ...systemFolders].some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
