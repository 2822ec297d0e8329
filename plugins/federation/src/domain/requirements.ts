import type {Health} from '@gt-town/contract'

const oldestGit = '2.25'
const oldestTmux = '3.2'

/** What gt needs on a machine and does not find there, one line each; the program for files and locks is there when it answers. */
export function missingOf({has, versions}: Pick<Health, 'has' | 'versions'>): string[] {
  return [
    ...(has.git ? oldOf('git', versions.git, oldestGit) : ['git is missing: no rig can be added there']),
    ...(has.flock || has.perl ? [] : ['flock and perl are missing: nothing can be locked there']),
    ...(has.tmux ? oldOf('tmux', versions.tmux, oldestTmux) : ['tmux is missing: no session can run there']),
  ]
}

function oldOf(program: string, version: string | undefined, oldest: string): string[] {
  return version !== undefined && isOlder(version, oldest) ? [`${program} ${version} is older than ${oldest}`] : []
}

/** Whether the version, such as `2.39.5` or `3.3a`, comes before another. Only numbers count. */
function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(than)]
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

function numbersOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0)
}
