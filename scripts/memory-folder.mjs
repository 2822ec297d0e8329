// A folder for what tests make, in memory where there is room: half of what the kernel does for them is for files.
import {accessSync, chmodSync, constants, mkdtempSync, readFileSync, rmSync, statfsSync} from 'node:fs'
import process from 'node:process'

const place = '/dev/shm'
/** of statfs(2), in linux/magic.h */
const tmpfs = 0x01021994
/** bytes; a run of the tests has about a third of it at a time */
const needed = 6 * 1024 ** 3

/**
 * Makes one, which goes when this process ends.
 * @returns its path, or undefined where memory is short, programs may not run from it, or there is none
 */
export function memoryFolder() {
  try {
    accessSync(place, constants.W_OK)
    const {type, bsize, bavail} = statfsSync(place)
    if (type !== tmpfs || bsize * bavail < needed || available() < 2 * needed || mayNotRun()) return undefined
    const folder = mkdtempSync(`${place}/gt-test-`)
    // As /tmp is: tests go there as other users too.
    chmodSync(folder, 0o1777)
    process.on('exit', () => rmSync(folder, {recursive: true, force: true}))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))
    return folder
  } catch {
    // Not Linux, or not for us.
    return undefined
  }
}

/** bytes */
function available() {
  return Number(/^MemAvailable: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1] ?? 0) * 1024
}

function mayNotRun() {
  const line = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .find((mount) => mount.split(' ')[1] === place)
  return (line?.split(' ')[3] ?? 'noexec').split(',').includes('noexec')
}
