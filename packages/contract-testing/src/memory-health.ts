import type {Health, Space} from '@gt-town/contract'
import type {Program} from './memory-programs.js'

const gibibyte = 1024 ** 3

/** A machine that is well and has the programs it was given; locks need none in memory. */
export function healthOf(programs: Readonly<Record<string, Program>>, space: Space): Health {
  return {
    connect_ms: 0,
    exec_ms: 0,
    versions: {},
    load1: 0,
    cpus: 1,
    disk_free_bytes: space.freeBytes,
    disk_total_bytes: space.totalBytes,
    memory_free_bytes: gibibyte,
    memory_total_bytes: 2 * gibibyte,
    sessions: null,
    clock_skew_ms: 0,
    has: {
      flock: Object.hasOwn(programs, 'flock'),
      perl: Object.hasOwn(programs, 'perl'),
      git: Object.hasOwn(programs, 'git'),
      tmux: Object.hasOwn(programs, 'tmux'),
    },
  }
}
