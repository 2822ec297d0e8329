// What the tests need besides Node, npm and git. As root on Debian it is installed, elsewhere it is named.
import {spawnSync} from 'node:child_process'
import {accessSync, constants} from 'node:fs'
import {delimiter, join} from 'node:path'
import process from 'node:process'

/** command: the Debian package that brings it */
const needed = {flock: 'util-linux', git: 'git', perl: 'perl-base', setpriv: 'util-linux', xmllint: 'libxml2-utils'}

export function ensureSystemTools() {
  const missing = Object.keys(needed).filter((command) => !isOnPath(command))
  if (missing.length === 0) return
  const packages = [...new Set(missing.map((command) => needed[command]))]
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    console.error(`installing ${packages.join(', ')}`)
    const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'}
    spawnSync('apt-get', ['update'], {stdio: ['ignore', 2, 2], env})
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {stdio: ['ignore', 2, 2], env})
  }
  const still = missing.filter((command) => !isOnPath(command))
  if (still.length === 0) return
  console.error(`Error: the tests need ${still.join(', ')}\nNext: apt-get install ${packages.join(' ')}`)
  process.exit(3)
}

function isOnPath(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
