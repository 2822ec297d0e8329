// Which Debian packages bring what a script needs, and what is said about them.

/** By who needs them; command: the Debian package that brings it */
const groups = {
  quick: {
    bash: 'bash',
    dash: 'dash',
    flock: 'util-linux',
    git: 'git',
    ps: 'procps',
    script: 'bsdutils',
    setpriv: 'util-linux',
    tmux: 'tmux',
    xmllint: 'libxml2-utils',
  },
  /** besides those of `quick`, what stands for other machines */
  tests: {
    busybox: 'busybox',
    fish: 'fish',
    perl: 'perl-base',
    ssh: 'openssh-client',
    'ssh-add': 'openssh-client',
    'ssh-agent': 'openssh-client',
    'ssh-keygen': 'openssh-client',
    sshd: 'openssh-server',
    strace: 'strace',
    zsh: 'zsh',
  },
  check: {perl: 'perl-base', shellcheck: 'shellcheck'},
}
/** Only root can make accounts, and so only root tries other login shells. */
const byRoot = {tests: {csh: 'csh', useradd: 'passwd', userdel: 'passwd', chpasswd: 'passwd'}}
const whoNeeds = {quick: 'the quick tests need', tests: 'the tests need', check: 'the checks need'}

/** @typedef {{command: string, pkg: string}} Need a command, and the package that brings it */

/**
 * @param {'quick' | 'tests' | 'check'} group
 * @param {boolean} isRoot
 * @returns {Need[]}
 */
export function needsOf(group, isRoot) {
  const packageOf = {...groups[group], ...(group === 'tests' && groups.quick), ...(isRoot && byRoot[group])}
  return Object.entries(packageOf).map(([command, pkg]) => ({command, pkg}))
}

/**
 * How apt-get is asked for them: what is here stays as it is, and nothing is removed.
 * @param {Need[]} needs
 */
export function aptWords(needs) {
  return ['install', '--no-install-recommends', '--no-upgrade', '--no-remove', ...packagesOf(needs)]
}

/**
 * Before anything is done.
 * @param {'quick' | 'tests' | 'check'} group
 * @param {Need[]} missing
 */
export function sayStart(group, missing) {
  const lines = packagesOf(missing).map((pkg) => {
    const commands = missing.filter((need) => need.pkg === pkg).map(({command}) => command)
    return `  ${pkg} (for ${commands.join(', ')})`
  })
  return [
    `${whoNeeds[group]} tools that are missing; as root, apt-get installs these Debian packages now, in about half a minute:`,
    ...lines,
  ].join('\n')
}

/**
 * What apt-get would do, as it says when it only simulates: `Inst NAME [VERSION THAT IS HERE] (NEW VERSION …`.
 * @param {string} simulated
 */
export function readPlan(simulated) {
  const steps = [...simulated.matchAll(/^Inst (\S+) (\[\S+\])?/gm)]
  const named = (isUpgrade) =>
    steps.filter(([, , here]) => (here !== undefined) === isUpgrade).map(([, pkg = '']) => pkg)
  return {fresh: named(false), upgraded: named(true)}
}

/**
 * What comes with them; empty where that is nothing.
 * @param {Need[]} missing
 * @param {{fresh: string[], upgraded: string[]}} plan
 */
export function sayPlan(missing, {fresh, upgraded}) {
  const asked = packagesOf(missing)
  const others = fresh.filter((pkg) => !asked.includes(pkg))
  return [
    ...(others.length > 0 ? [`they depend on these, which are installed too: ${others.join(', ')}`] : []),
    ...(upgraded.length > 0
      ? [`they need these, which are here, in a newer version, so that they are upgraded: ${upgraded.join(', ')}`]
      : []),
  ].join('\n')
}

/**
 * Where they cannot be installed.
 * @param {'quick' | 'tests' | 'check'} group
 * @param {Need[]} missing
 */
export function sayLacking(group, missing) {
  const commands = missing.map(({command}) => command).join(', ')
  return `Error: ${whoNeeds[group]} ${commands}\nNext: apt-get install ${packagesOf(missing).join(' ')}`
}

function packagesOf(needs) {
  return [...new Set(needs.map(({pkg}) => pkg))]
}
