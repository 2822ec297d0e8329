import {GtError, isGtError, type Connection} from '@gt-town/contract'
import {MemoryConnection, type Program, type Tree} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {install as installOn, type InstallRequest} from '../../src/use-cases/install.js'

const now = new Date('2026-01-15T10:30:00Z')
const request = (more: Partial<InstallRequest> = {}): InstallRequest => ({
  path: '/home/town',
  force: false,
  git: true,
  now,
  signal: new AbortController().signal,
  ...more,
})

const install = async (connection: Connection, wanted: InstallRequest): ReturnType<typeof installOn> =>
  installOn({connection}, wanted)

/** As much of git as an install asks for. */
const git: Program = async ([, command = ''], {connection, options}) => {
  const folder = `${options.cwd ?? ''}/.git`
  if (command === 'rev-parse')
    return (await connection.fileExists(folder)) ? folder : {code: 128, stderr: 'no repository'}
  if (command !== 'init') return {code: 1}
  await connection.mkdirAll(`${folder}/objects/info`)
  await connection.writeFile(`${folder}/HEAD`, 'ref: refs/heads/main\n')
  return ''
}
const machine = (tree: Tree = {'/home/': ''}): MemoryConnection => new MemoryConnection(tree, {programs: {git}})

describe('install', () => {
  it('makes a whole town', async () => {
    const connection = machine()
    expect(await install(connection, request())).to.include({path: '/home/town', config_dir: 'mayor', refreshed: false})
    expect(Object.keys(connection.tree('/home'))).to.deep.equal([
      '/home/town/.git/HEAD',
      '/home/town/.git/objects/info/',
      '/home/town/.gitignore',
      '/home/town/.gitignore.lock',
      '/home/town/CLAUDE.md',
      '/home/town/mayor/boss/state.json',
      '/home/town/mayor/config.json',
      '/home/town/mayor/config.json.lock',
      '/home/town/mayor/machines.json',
      '/home/town/mayor/mail/inbox.jsonl',
      '/home/town/mayor/rigs/',
      '/home/town/mayor/state.json',
    ])
    expect(JSON.parse(connection.tree()['/home/town/mayor/config.json'] as string)).to.deep.equal({
      type: 'workspace',
      version: 1,
      created_at: '2026-01-15T10:30:00.000Z',
    })
  })

  it('writes the configuration last', async () => {
    const changes: string[] = []
    await install(failing(machine(), {log: changes}), request())
    expect(changes.at(-1)).to.equal('writeFile /home/town/mayor/config.json')
  })

  const sites: Record<string, Tree> = {
    'an empty place': {'/home/': ''},
    'a folder of the user': {'/home/town/.gitignore': 'mine\n', '/home/town/notes.md': 'x'},
    'a half-made town': {'/home/town/mayor/state.json': '{"version":1,"projects":{}}', '/home/town/mayor/boss/': ''},
  }
  for (const [title, tree] of Object.entries(sites)) {
    it(`leaves ${title} as it was, whichever step fails`, async () => {
      const steps = await countSteps(tree)
      expect(steps).to.be.at.least(9)
      for (let step = 0; step < steps; step++) {
        const connection = machine(tree)
        const before = connection.tree()
        const error = await caught(install(failing(connection, {at: step}), request()))
        expect(error, `step ${step}`).to.include({code: 'GT_IO', message: 'the disk is on fire'})
        expect(connection.tree(), `step ${step}`).to.deep.equal(before)
        await install(connection, request())
      }
    })

    it(`leaves ${title} as it was when it is interrupted, whichever step comes next`, async () => {
      const steps = await countSteps(tree)
      for (let step = 0; step < steps - 1; step++) {
        const connection = machine(tree)
        const before = connection.tree()
        const stop = new AbortController()
        const error = await caught(
          install(failing(connection, {at: step, instead: () => stop.abort()}), request({signal: stop.signal})),
        )
        expect(error, `step ${step}`).to.include({code: 'GT_ABORTED'})
        expect(connection.tree(), `step ${step}`).to.deep.equal(before)
      }
    })

    it(`harms no other install in ${title} when it fails`, async () => {
      const steps = await countSteps(tree)
      for (let step = 0; step < steps; step++) {
        const connection = machine(tree)
        const both = [install(failing(connection, {at: step}), request()), install(connection, request())]
        const [, other] = await Promise.allSettled(both)
        expect(other?.status, `step ${step}`).to.equal('fulfilled')
        const alone = machine(tree)
        await install(alone, request())
        expect(connection.tree(), `step ${step}`).to.deep.equal(alone.tree())
      }
    })
  }

  it('names what it could not take back', async () => {
    const steps = await countSteps(sites['an empty place'] ?? {})
    const connection = failing(machine(), {at: steps - 1, remove: '/home/town/mayor/state.json'})
    const error = await caught(install(connection, request()))
    expect(error?.message).to.contain('left behind: /home/town/mayor/state.json (')
  })

  it('leaves what somebody changed meanwhile', async () => {
    const connection = machine()
    const steps = await countSteps(sites['an empty place'] ?? {})
    const burning = failing(connection, {
      at: steps - 1,
      instead: async () => {
        await connection.writeFile('/home/town/CLAUDE.md', 'edited')
        await connection.writeFile('/home/town/.git/index', 'added')
        throw new GtError('GT_IO', 'the disk is on fire')
      },
    })
    expect(await caught(install(burning, request()))).to.include({code: 'GT_IO'})
    expect(Object.keys(connection.tree('/home'))).to.deep.equal([
      '/home/town/.git/HEAD',
      '/home/town/.git/index',
      '/home/town/.git/objects/info/',
      '/home/town/CLAUDE.md',
    ])
  })

  it('goes on where a killed one with --config-dir .gastown stopped', async () => {
    const connection = machine({'/home/town/.gastown/state.json': '{"version":1,"projects":{}}'})
    expect(await install(connection, request())).to.include({config_dir: '.gastown'})
  })
})

async function countSteps(tree: Tree): Promise<number> {
  const log: string[] = []
  await install(failing(machine(tree), {log}), request())
  return log.length
}

interface Failing {
  /** which change fails, from 0 */
  at?: number
  /** what happens then, before the change is made; default: an error */
  instead?: () => void | Promise<void>
  /** a path that cannot be removed */
  remove?: string
  log?: string[]
}

/** A connection on which one change goes wrong. */
function failing(connection: MemoryConnection, {at, instead, remove, log = []}: Failing): Connection {
  const changing = ['mkdir', 'writeFile', 'withLock', 'execute']
  return new Proxy<Connection>(connection, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]): Promise<unknown> => {
        if (name === 'remove' && args[0] === remove) throw new GtError('GT_IO', 'stuck')
        const isRead = (args[1] as {effect?: string} | undefined)?.effect === 'read'
        if (!changing.includes(String(name)) || isRead) return Reflect.apply(method, target, args)
        log.push(`${String(name)} ${String(args[0])}`)
        if (log.length - 1 === at) {
          if (!instead) throw new GtError('GT_IO', 'the disk is on fire')
          await instead()
        }
        return Reflect.apply(method, target, args)
      }
    },
  })
}

async function caught(work: Promise<unknown>): Promise<GtError | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    if (isGtError(error)) return error
    throw error
  }
}
