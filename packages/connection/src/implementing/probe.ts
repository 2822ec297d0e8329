import type {ExecResult, Health} from '@gt-town/contract'

/** Tells what it can find out, a `key=value` on each line. `$1`: whose file system to tell of; empty for the home. */
const script = String.raw`
LC_ALL=C; export LC_ALL
has() { command -v "$1" >/dev/null 2>&1; }
for name in flock perl git tmux; do has "$name" && echo "has_$name=1"; done
has git && echo "git=$(git --version 2>/dev/null | head -n 1)"
has tmux && echo "tmux=$(tmux -V 2>/dev/null | head -n 1)"
has gt && echo "gt=$(gt --version 2>/dev/null </dev/null | head -n 1)"
if [ -r /proc/loadavg ]; then read -r load rest </proc/loadavg; echo "load1=$load"
else echo "load1=$(uptime | sed 's/.*averages*: *//; s/[ ,].*//')"; fi
echo "cpus=$(getconf _NPROCESSORS_ONLN 2>/dev/null || nproc 2>/dev/null)"
folder=$1
[ -n "$folder" ] || folder=$HOME
while [ ! -e "$folder" ] && [ "$folder" != / ] && [ "$folder" != . ]; do folder=$(dirname "$folder"); done
df -Pk "$folder" 2>/dev/null | tail -n 1 | sed -n 's/.*[[:space:]]\([0-9][0-9]*\)[[:space:]]\{1,\}[0-9][0-9]*[[:space:]]\{1,\}\([0-9][0-9]*\)[[:space:]]\{1,\}[0-9]*%.*/disk_total=\1\ndisk_free=\2/p'
if [ -r /proc/meminfo ]; then sed -n 's/^MemTotal: *\([0-9]*\) kB/memory_total=\1/p; s/^MemAvailable: *\([0-9]*\) kB/memory_free=\1/p' /proc/meminfo
else has sysctl && echo "memory_total=$(($(sysctl -n hw.memsize) / 1024))"; fi
`

/** @param path whose file system counts as the disk; undefined for the home's */
export function probeArgv(path: string | undefined): string[] {
  return ['sh', '-c', script, 'sh', path ?? '']
}

/** The same as a text for a `sh` that reads it from its input. */
export function probeScript(path: string | undefined): string {
  return `set -- '${(path ?? '').replaceAll("'", String.raw`'\''`)}'${script}`
}

/** What the script said, and what only the one who asked can know. */
export function decodeHealth(
  {stdout}: Pick<ExecResult, 'stdout'>,
  times: Pick<Health, 'connect_ms' | 'exec_ms' | 'clock_skew_ms'>,
): Health {
  const facts = new Map(stdout.toString().split('\n').map(splitLine))
  const number = (key: string): number | null => {
    const value = facts.get(key) ?? ''
    return /^\d+(\.\d+)?$/.test(value) ? Number(value) : null
  }
  const bytes = (key: string): number | null => {
    const kibibytes = number(key)
    return kibibytes === null ? null : kibibytes * 1024
  }
  const has = (name: string): boolean => facts.has(`has_${name}`)
  return {
    ...times,
    versions: versionsOf(facts),
    load1: number('load1'),
    cpus: number('cpus'),
    disk_free_bytes: bytes('disk_free'),
    disk_total_bytes: bytes('disk_total'),
    memory_free_bytes: bytes('memory_free'),
    memory_total_bytes: bytes('memory_total'),
    has: {flock: has('flock'), perl: has('perl'), git: has('git'), tmux: has('tmux')},
  }
}

function splitLine(line: string): [string, string] {
  const at = line.indexOf('=')
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
}

/** `git version 2.39.5 (Apple Git-154)`, `tmux 3.3a`, `@gt-town/cli/0.1.0 linux-x64 node-v20.20.0` */
function versionsOf(facts: ReadonlyMap<string, string>): Health['versions'] {
  const versions: Health['versions'] = {}
  for (const name of ['git', 'tmux', 'gt'] as const) {
    const version = /(?:^|[\s/v])(\d+\.\d[\w.-]*)/.exec(facts.get(name) ?? '')?.[1]
    if (version !== undefined) versions[name] = version
  }
  return versions
}
