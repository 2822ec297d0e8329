import {execFileSync} from 'node:child_process'
import {mkdirSync} from 'node:fs'

/** Copies what a folder holds, links and times as they are. Node's own cpSync takes ten times as much of the processor. */
export function copyTree(from: string, to: string): void {
  mkdirSync(to, {recursive: true})
  execFileSync('cp', ['-a', `${from}/.`, to])
}
