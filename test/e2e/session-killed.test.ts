import {expect} from 'chai'
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {startSshd, type Sshd} from '../support/sshd.js'
import {chanceOf} from '../support/random.js'
import {rounds} from '../support/rounds.js'
import {runCli, temporaryFolder} from './cli.js'
import {freshTown} from './fresh-town.js'
import {inTown} from './in-town.js'
import {addMachines, wayTo} from './remote-town.js'
import {makeRepository} from './repositories.js'
import {endSessions, TestAgents, tmuxOf} from './session-town.js'

/** Another seed is other kills: GT_SEED=7 npx mocha test/e2e/session-killed.test.ts */
const seed = Number(process.env['GT_SEED'] ?? '1')
const count = rounds(2, 100)
const people = ['web/ann', 'web/bob', 'mayor', 'west:web/cy'] as const

describe('sessions whose processes are killed', function () {
  this.timeout(rounds(180_000, 3_600_000))
  let town = ''
  let west = ''
  let sshd: Sshd
  const far = temporaryFolder('west')
  const agents = new TestAgents()
  afterEach(() => {
    for (const place of [town, west]) endSessions(place)
  })
  after(async () => {
    await sshd.stop()
    far.remove()
    agents.remove()
  })
  freshTown(
    async (folder, made) => {
      const {gtOk} = inTown(() => made)
      await gtOk('rig', 'add', 'web', makeRepository(join(folder, 'web.git'), [{'a.txt': 'a\n'}]))
      return {}
    },
    (fresh) => (town = fresh.town),
  )
  const {gt} = inTown(() => town)
  interface Listed {
    machine: string
    address: string
    state: string
    conversation: string | null
  }
  const listed = async (): Promise<Listed[]> =>
    (JSON.parse((await gt(['session', 'list', '--json'])).stdout) as {sessions: Listed[]}).sessions
  /** The conversation that each agent said last that it has, by where it runs. */
  const conversations = (): Map<string, string | undefined> =>
    new Map(
      agents
        .records('one')
        .flatMap((record) => (record.event === 'start' ? [[record.folder ?? '', record.conversation]] : [])),
    )

  it(`come back by gt up, each with its own conversation; the one that was stopped does not (GT_SEED=${seed})`, async () => {
    sshd = await startSshd()
    west = join(far.path, 'town')
    mkdirSync(west)
    expect((await runCli(['install'], {cwd: west})).code).to.equal(0)
    addMachines(town, {west: wayTo(sshd, {workspace: west})}, [sshd])
    agents.use(town, 'one')
    for (const address of [...people, 'web/dan']) {
      const {code, stderr} = await gt(['session', 'start', address])
      expect([address, code], stderr).to.deep.equal([address, 0])
    }
    await gt(['session', 'stop', 'web/dan'])
    const before = conversations()
    expect(new Set(before.values()).size).to.equal(people.length + 1)
    const chance = chanceOf(seed)
    const random = (): number => chance.below(1000) / 1000
    for (let round = 0; round < count; round++) {
      const victims = [...people].filter(() => random() < 0.6)
      const isWhole = random() < 0.3
      if (isWhole) for (const place of [town, west]) if (random() < 0.7) endSessions(place)
      for (const {pid} of latestStarts()) if (!isWhole && random() < victims.length / people.length) kill(pid)
      const up = await gt(['up'])
      expect(up.code, `round ${round}: ${up.stdout}${up.stderr}`).to.equal(0)
      expect(conversations(), `round ${round}`).to.deep.equal(before)
      const states = await listed()
      expect(states.map(({state}) => state).sort(), `round ${round}`).to.deep.equal([
        ...people.map(() => 'idle'),
        'stopped',
      ])
    }
    expect(tmuxOf(town, 'list-sessions', '-F', '#{session_name}').trim().split('\n')).to.have.length(people.length - 1)
  })

  function latestStarts(): {pid: number}[] {
    const latest = new Map(
      agents.records('one').flatMap((record) => (record.event === 'start' ? [[record.folder, record]] : [])),
    )
    return [...latest.values()]
  }
})

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It went with its server.
  }
}
