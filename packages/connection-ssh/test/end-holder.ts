import {execFileSync} from 'node:child_process'

/** The process that listens there. */
export function holderAt(socket: string): number | undefined {
  return holdersAt(socket)[0]
}

/** All that do, or mean to. */
export function holdersAt(socket: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], {encoding: 'utf8'}).split('\n')
  return lines
    .filter((each) => each.includes(socket) && each.includes('holder-main'))
    .map((line) => Number.parseInt(line, 10))
}

export function endHolderAt(socket: string): void {
  const pid = holderAt(socket)
  if (pid !== undefined) process.kill(pid, 'SIGTERM')
}
