import type {Health} from '@gt-town/contract'
import {isOlder} from './versions.js'

const oldestGit = '2.25'
const oldestTmux = '3.0'

/** What gt needs on a machine and does not find there, one line each; the program for files and locks is there when it answers. */
export function missingOf({has, versions}: Pick<Health, 'has' | 'versions'>): string[] {
  return [
    ...(has.git ? oldOf('git', versions.git, oldestGit) : ['git is missing: no rig can be there']),
    ...(has.flock || has.perl ? [] : ['flock and perl are missing: nothing can be locked there']),
    ...(has.tmux ? oldOf('tmux', versions.tmux, oldestTmux) : ['tmux is missing: no session can run there']),
  ]
}

function oldOf(program: string, version: string | undefined, oldest: string): string[] {
  return version !== undefined && isOlder(version, oldest) ? [`${program} ${version} is older than ${oldest}`] : []
}
