import {execFileSync} from 'node:child_process'

/** The process that listens there. */
export function holderAt(socket: string): number | undefined {
  const lines = execFileSync('ps', ['-eo', 'pid,args'], {encoding: 'utf8'}).split('\n')
  const line = lines.find((each) => each.includes(socket) && each.includes('holder-main'))
  return line === undefined ? undefined : Number.parseInt(line, 10)
}

export function endHolderAt(socket: string): void {
  const pid = holderAt(socket)
  if (pid !== undefined) process.kill(pid, 'SIGTERM')
}
