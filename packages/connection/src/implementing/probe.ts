import type {ExecResult, Health, ProbeOptions} from '@gt-town/contract'
import {quoteWord} from '@gt-town/text'
import {probeProgram} from './generated/programs.js'

type Asked = Pick<ProbeOptions, 'path' | 'tmuxSocket'>

export function probeArgv(asked: Asked): string[] {
  return ['sh', '-c', probeProgram, 'sh', ...wordsOf(asked)]
}

/** The same as a text for a `sh` that reads it from its input. */
export function probeScript(asked: Asked): string {
  return `set -- ${wordsOf(asked).map(quoteWord).join(' ')}\n${probeProgram}`
}

function wordsOf({path = '', tmuxSocket = ''}: Asked): [path: string, socket: string] {
  return [path, tmuxSocket]
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
  // df -P: the file system, which may hold blanks, its size, what is used, what is free, how much that is, where it is mounted.
  const [, total, free] = /\s(\d+)\s+\d+\s+(\d+)\s+\d+%/.exec(facts.get('disk') ?? '') ?? []
  const has = (name: string): boolean => facts.has(`has_${name}`)
  return {
    ...times,
    versions: versionsOf(facts),
    load1: number('load1'),
    cpus: number('cpus'),
    disk_free_bytes: free === undefined ? null : Number(free) * 1024,
    disk_total_bytes: total === undefined ? null : Number(total) * 1024,
    memory_free_bytes: bytes('memory_free'),
    memory_total_bytes: bytes('memory_total'),
    sessions: number('sessions'),
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
