import {readdirSync, readFileSync} from 'node:fs'

export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  /** who started it (the real user id) */
  readonly uid: number
}

/** Every process of this computer, read from /proc as ps(1) does, without starting one more. */
export function processes(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => entryOf(pid) ?? [])
}

/** Whatever a process has started, and what that has started. */
export function descendantsOf(pid: number): number[] {
  const all = processes()
  const below = (of: number): number[] => {
    const children = all.filter(({parent}) => parent === of).map((each) => each.pid)
    return [...children, ...children.flatMap(below)]
  }
  return below(pid)
}

function entryOf(pid: string): ProcessEntry | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const number = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
    return {pid: Number(pid), parent: number('PPid'), uid: number('Uid')}
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}
