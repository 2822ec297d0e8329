import {chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync} from 'node:fs'
import {execFileSync} from 'node:child_process'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/** A folder of programs, to be the whole PATH of a machine: without perl, and with nothing that was forgotten. */
export interface Toolbox {
  readonly path: string
  remove(): void
}

/** What a machine with busybox has, such as Alpine. */
export function busyboxToolbox(): Toolbox {
  const busybox = find('busybox')
  const applets = execFileSync(busybox, ['--list'], {encoding: 'utf8'}).trim().split('\n')
  // Debian's has no flock in it, and its ps cannot tell of one process, which the suite asks for.
  const others = ['flock', 'git', 'ps'].map((name): [string, string] => [name, find(name)])
  return linksTo([...applets.map((name): [string, string] => [name, busybox]), ...others])
}

const coreutils =
  'cat chmod chown date dd df dirname echo env false head id ln ls mkdir mkfifo mktemp mv printf pwd readlink rm rmdir sha256sum sleep stat sync tail touch tr true truncate uname wc'
const others = ['flock', 'getconf', 'git', 'ps', 'sed', 'setsid']

/** What a small machine with GNU's programs has, such as a container of Debian. @param shell its sh */
export function coreutilsToolbox(shell: 'dash' | 'bash', more: readonly string[] = []): Toolbox {
  const names = [...coreutils.split(' '), ...others, ...more]
  return linksTo([...names.map((name): [string, string] => [name, find(name)]), ['sh', find(shell)]])
}

/** These programs and no others. */
export function makeToolbox(names: readonly string[]): Toolbox {
  return linksTo(names.map((name) => [name, find(name)]))
}

function linksTo(programs: readonly (readonly [string, string])[]): Toolbox {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'gt-tools-'))
  chmodSync(path, 0o755)
  for (const [name, target] of new Map(programs)) symlinkSync(target, join(path, name))
  return {path, remove: () => rmSync(path, {recursive: true, force: true})}
}

/** @throws Error where it is not installed: scripts/system-tools.mjs sees to that */
function find(name: string): string {
  const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin']
  const folder = folders.find((path) => existsSync(join(path, name)))
  if (folder === undefined) throw new Error(`${name} is not installed`)
  return join(folder, name)
}
