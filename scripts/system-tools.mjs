// What the tests need besides Node, npm and git. As root on Debian it is installed, elsewhere it is named.
import {spawnSync} from 'node:child_process'
import {accessSync, constants} from 'node:fs'
import {delimiter, join} from 'node:path'
import process from 'node:process'

/** command: the Debian package that brings it */
const needed = {
  bash: 'bash',
  dash: 'dash',
  flock: 'util-linux',
  git: 'git',
  ps: 'procps',
  script: 'bsdutils',
  setpriv: 'util-linux',
  xmllint: 'libxml2-utils',
}
/** What stands for other machines. */
const neededForMachines = {
  busybox: 'busybox',
  perl: 'perl-base',
  ssh: 'openssh-client',
  'ssh-add': 'openssh-client',
  'ssh-agent': 'openssh-client',
  'ssh-keygen': 'openssh-client',
  sshd: 'openssh-server',
}
/** Only root can make accounts, and so only root tries other login shells. */
const neededByRoot = {csh: 'csh', fish: 'fish', useradd: 'passwd', userdel: 'passwd', zsh: 'zsh'}
/** Where a daemon lies, which need not be on the PATH. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin']

export function ensureSystemTools({forMachines}) {
  const isRoot = process.getuid?.() === 0
  const packageOf = {...needed, ...(forMachines && {...neededForMachines, ...(isRoot && neededByRoot)})}
  const missing = () => Object.keys(packageOf).filter((command) => !isInstalled(command))
  const before = missing()
  if (before.length === 0) return
  if (isRoot && isInstalled('apt-get')) install(packagesOf(before, packageOf))
  const still = missing()
  if (still.length === 0) return
  const packages = packagesOf(still, packageOf).join(' ')
  console.error(`Error: the tests need ${still.join(', ')}\nNext: apt-get install ${packages}`)
  process.exit(3)
}

function packagesOf(commands, packageOf) {
  return [...new Set(commands.map((command) => packageOf[command]))]
}

/** What goes wrong is printed by apt-get, and what is missing afterwards by us. */
function install(packages) {
  console.error(`installing ${packages.join(', ')}`)
  const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'}
  spawnSync('apt-get', ['update'], {stdio: ['ignore', 2, 2], env})
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {stdio: ['ignore', 2, 2], env})
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
