import {execFileSync, spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {createHash} from 'node:crypto'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const program = fileURLToPath(new URL('../../plugins/sessions/test/agents/agent.mjs', import.meta.url))

/** What an agent for tests told of itself: see plugins/sessions/test/agents/agent.mjs. */
export interface AgentRecord {
  event: string
  pid: number
  words?: string[]
  conversation?: string
  folder?: string
  address?: string | null
  text?: string
  whileBusy?: boolean
}

/** Agents that behave as they are told to, for the sessions of a town. */
export class TestAgents {
  readonly folder = mkdtempSync(join(realpathSync(tmpdir()), 'gt-agents-'))

  /** @returns the path of a program that behaves so */
  make(name: string, behaviour = ''): string {
    const path = join(this.folder, name)
    const set = `AGENT_BEHAVIOUR='${behaviour}' AGENT_RECORD='${this.recordFile(name)}'`
    writeFileSync(path, `#!/bin/sh\nexport ${set}\nexec '${process.execPath}' '${program}' "$@"\n`)
    chmodSync(path, 0o755)
    return path
  }

  /** Has a town run it for the agent claude. */
  use(town: string, name: string, behaviour = ''): void {
    const path = join(town, 'mayor/config.json')
    const config = JSON.parse(readFileSync(path, 'utf8')) as object
    writeFileSync(path, JSON.stringify({...config, agents: {claude: {program: this.make(name, behaviour)}}}))
  }

  records(name: string): AgentRecord[] {
    const path = this.recordFile(name)
    if (!existsSync(path)) return []
    return readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AgentRecord)
  }

  remove(): void {
    rmSync(this.folder, {recursive: true, force: true})
  }

  recordFile(name: string): string {
    return join(this.folder, `${name}.record`)
  }
}

export function socketOfTown(town: string): string {
  return `gt-${createHash('sha256').update(realpathSync(town)).digest('hex').slice(0, 12)}`
}

/** tmux on the socket of a town. */
export function tmuxOf(town: string, ...words: string[]): string {
  return execFileSync('tmux', ['-L', socketOfTown(town), '-f', '/dev/null', ...words], {encoding: 'utf8'})
}

/** Ends every session of a town, whoever started it. */
export function endSessions(town: string): void {
  spawnSync('tmux', ['-L', socketOfTown(town), '-f', '/dev/null', 'kill-server'])
}
