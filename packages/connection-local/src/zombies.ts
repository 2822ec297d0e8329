import {readdirSync, readFileSync} from 'node:fs'

/**
 * Whether all that is left of a process group are zombies: in a container whose first process collects no orphans they
 * stay for ever, and the kernel counts them as members. Where there is no /proc to tell, false.
 */
export function isOnlyZombies(group: number): boolean {
  const states = processes().flatMap((pid) => stateIn(group, pid))
  return states.length > 0 && states.every((state) => state === 'Z' || state === 'X')
}

function processes(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** `PID (NAME) STATE PARENT GROUP …`, where the name may hold anything, so its last parenthesis counts. */
function stateIn(group: number, pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state = '', , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return itsGroup === String(group) ? [state] : []
  } catch {
    // It ended between the two reads.
    return []
  }
}
