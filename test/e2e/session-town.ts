import {execFileSync, spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {createHash} from 'node:crypto'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {freshTown} from './fresh-town.js'
import {inTown} from './in-town.js'
import {makeRepository} from './repositories.js'

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

interface Session {
  address: string
  state: string
  reason: string | null
  agent: string | null
  conversation: string | null
  resumed?: boolean
}

/** What `gt session … --json` answered: of each kind what the command gives. */
interface SessionAnswer {
  code: number | null
  session: Session
  sent: {result: string; reason: string | null}
}

interface SessionTown extends Pick<ReturnType<typeof inTown>, 'gt' | 'gtFails'> {
  at: () => string
  agents: () => TestAgents
  session: (...words: string[]) => Promise<SessionAnswer>
  stateOf: (address: string) => Promise<string>
}

/** For each test a town of its own with the polecat web/ann, and agents; whatever runs there is ended after it. */
export function sessionTown(): SessionTown {
  let town = ''
  let agents: TestAgents
  beforeEach(() => (agents = new TestAgents()))
  afterEach(() => {
    endSessions(town)
    agents.remove()
  })
  freshTown(
    async (folder, made) => {
      const {gtOk} = inTown(() => made)
      await gtOk('rig', 'add', 'web', makeRepository(join(folder, 'web.git'), [{'a.txt': 'a\n'}]))
      await gtOk('polecat', 'add', 'web/ann')
      return {}
    },
    (fresh) => (town = fresh.town),
  )
  const {gt, gtFails} = inTown(() => town)
  const session = async (...words: string[]): Promise<SessionAnswer> => {
    const {code, stdout} = await gt(['session', ...words, '--json'])
    return {code, ...(JSON.parse(stdout) as Omit<SessionAnswer, 'code'>)}
  }
  const stateOf = async (address: string): Promise<string> => (await session('state', address)).session.state
  return {at: () => town, agents: () => agents, gt, gtFails, session, stateOf}
}

export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error('it never became true')
    await sleep(50)
  }
}
