// What the tests and the checks need besides Node, npm and git. As root on Debian it is installed, elsewhere it is named.
import {spawnSync} from 'node:child_process'
import {accessSync, constants} from 'node:fs'
import {delimiter, join} from 'node:path'
import process from 'node:process'

/** command: the Debian package that brings it */
const neededByTests = {
  bash: 'bash',
  busybox: 'busybox',
  dash: 'dash',
  flock: 'util-linux',
  git: 'git',
  perl: 'perl-base',
  ps: 'procps',
  script: 'bsdutils',
  setpriv: 'util-linux',
  ssh: 'openssh-client',
  'ssh-add': 'openssh-client',
  'ssh-agent': 'openssh-client',
  'ssh-keygen': 'openssh-client',
  sshd: 'openssh-server',
  xmllint: 'libxml2-utils',
}
/** Only root can make accounts, and so only root tries other login shells. */
const neededByTestsAsRoot = {csh: 'csh', fish: 'fish', useradd: 'passwd', userdel: 'passwd', zsh: 'zsh'}
const neededByChecks = {perl: 'perl-base', shellcheck: 'shellcheck'}
/** Where a daemon lies, which need not be on the PATH. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin']

/** @param {'tests' | 'checks'} purpose */
export function ensureSystemTools(purpose = 'tests') {
  const isRoot = process.getuid?.() === 0
  const forTests = {...neededByTests, ...(isRoot && neededByTestsAsRoot)}
  const packageOf = purpose === 'checks' ? neededByChecks : forTests
  const missing = () => Object.keys(packageOf).filter((command) => !isInstalled(command))
  const before = missing()
  if (before.length === 0) return
  if (isRoot && isInstalled('apt-get')) install(packagesOf(before, packageOf))
  const still = missing()
  if (still.length === 0) return
  const packages = packagesOf(still, packageOf).join(' ')
  console.error(`Error: the ${purpose} need ${still.join(', ')}\nNext: apt-get install ${packages}`)
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
