import {
  ConnectFailedError,
  ConnectionLostError,
  fail,
  pass,
  type Connection,
  type ReadRequest,
  type Outcomes,
  type DoctorCheck,
  type Machine,
  type MachineCheck,
  type WorkspaceService,
} from '@gt-town/contract'
import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {exitCodeOf} from '../../src/domain/report/exit-code.js'
import {toReport} from '../../src/domain/report/report.js'
import {selectMachines, type MachineQuery} from '../../src/use-cases/select-machines.js'
import type {DiagnoseOptions, DiagnosisSubject} from '../../src/use-cases/diagnose.js'
import {diagnoseMachines} from '../../src/use-cases/diagnose-machines.js'
import {checkNamed, rigCheck, rigNamed} from '../fake-checks.js'

const town = {root: '/town', configDir: 'mayor'} as const
const west: Machine = {name: 'west', type: 'ssh', workspace: '/town'}
const bare: Machine = {name: 'bare', type: 'ssh'}
const gone: Machine = {name: 'gone', type: 'ssh', workspace: '/town'}

const missing = checkNamed('acme/note', {
  run: async ({connection}) => ((await connection.fileExists('/town/note')) ? pass() : fail('Missing note')),
  fix: async ({connection}) => connection.writeFile('/town/note', ''),
})
const seen: unknown[] = []
const onMachine: MachineCheck = {
  id: 'acme/machine',
  title: 'Machine fine',
  category: 'Federation',
  scope: 'machine',
  run: async ({connection, machineName, settings, workspace, rigs}) => {
    seen.push([connection.machine, machineName, settings?.workspace, workspace.root, rigs.map(({name}) => name)])
    return Promise.resolve(pass())
  },
}

class Far extends MemoryConnection {
  override readonly machine: string
  constructor(machine: string, tree: Record<string, string>) {
    super(tree)
    this.machine = machine
  }
}

class Gone extends Far {
  override async inspect(): Promise<never> {
    return Promise.reject(
      new ConnectFailedError('gone', 'unreachable', 'gone:22 refused the connection', {hint: 'look'}),
    )
  }
}

/** Answers once, then the link is cut, or says nothing any more. */
class Ending extends Far {
  #answers = 0
  readonly #isCut: boolean
  constructor(isCut: boolean) {
    super('gone', {'/town/mayor/': '', '/town/rig-there/': ''})
    this.#isCut = isCut
  }
  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    if (this.#answers++ < 2) return super.inspect(requests)
    if (this.#isCut) throw new ConnectionLostError('gone', true)
    return new Promise(() => undefined)
  }
}

const service = {
  locate: async (connection: Connection) => {
    const [there] = await connection.inspect([{op: 'stat', path: '/town'}])
    return there.ok ? {found: true, workspace: town} : {found: false, looked: ['/town']}
  },
  rigs: async (connection: Connection) =>
    (await connection.listDir('/town')).filter(({name}) => /^rig/.test(name)).map(({name}) => rigNamed(name)),
} as unknown as WorkspaceService

class Towns {
  readonly here = new MemoryConnection({'/town/mayor/': '', '/town/rig-here/': ''})
  readonly machines: Record<string, Connection> = {
    west: new Far('west', {'/town/mayor/': '', '/town/rig-there/': ''}),
    bare: new Far('bare', {}),
    gone: new Gone('gone', {}),
  }

  subject(checks: readonly DoctorCheck[]): DiagnosisSubject {
    const answers = {answers: [{plugin: 'acme', version: '1', value: [...checks]}], failures: []}
    return {connection: this.here, service, where: () => ({from: '/town'}), answers}
  }

  /** Each line as `machine: status id@rig: message`, and the exit code. */
  async look(
    asked: Partial<MachineQuery>,
    more: Partial<DiagnoseOptions> & {checks?: readonly DoctorCheck[]} = {},
  ): Promise<{lines: string[]; exit: number; machines: unknown}> {
    const {checks = [missing, rigCheck('acme/rig'), onMachine], ...given} = more
    const options = {
      fix: false,
      only: [],
      skip: ['doctor/*'],
      deep: false,
      signal: new AbortController().signal,
      ...given,
    }
    const subject = this.subject(checks)
    const list = async () => Promise.resolve([bare, gone, west])
    const places = await selectMachines(subject, {names: [], all: false, list, ...options, ...asked})
    if (!places) return {lines: ['this machine alone'], exit: 0, machines: undefined}
    const connect = async ({name}: Machine) => Promise.resolve(this.machines[name] ?? this.here)
    const diagnosis = await diagnoseMachines(subject, places, {...options, connect})
    const {results, machines} = toReport(diagnosis)
    return {
      lines: results.map(
        ({machine = 'here', status, id, rig, message}) =>
          `${machine}: ${status} ${id}${rig === undefined ? '' : `@${rig}`}: ${message}`,
      ),
      exit: exitCodeOf(diagnosis, {strict: false}),
      machines: machines?.map(({name, workspace}) => [name, workspace?.path]),
    }
  }
}

const unreached = 'gone: error doctor/machine-reached: gone:22 refused the connection'

describe('diagnoseMachines', () => {
  it('looks at a machine that is named and at nothing here', async () => {
    const {lines, exit, machines} = await new Towns().look({names: ['west']})
    expect(lines).to.deep.equal([
      'west: fail acme/note: Missing note',
      'west: pass acme/rig@rig-there: acme/rig holds',
      'west: pass acme/machine: Machine fine',
    ])
    expect([exit, machines]).to.deep.equal([1, [['west', '/town']]])
  })

  it('gives a check of machines the town that has the machine, and the connection to it', async () => {
    seen.length = 0
    await new Towns().look({names: ['west']})
    expect(seen).to.deep.equal([['west', 'west', '/town', '/town', ['rig-here']]])
  })

  it('looks at all side by side; what was not reached is one line, what has no path only a machine', async () => {
    const {lines, machines} = await new Towns().look({all: true})
    expect(lines).to.deep.equal([
      'here: fail acme/note: Missing note',
      'here: pass acme/rig@rig-here: acme/rig holds',
      'bare: pass acme/machine: Machine fine',
      unreached,
      'west: fail acme/note: Missing note',
      'west: pass acme/rig@rig-there: acme/rig holds',
      'west: pass acme/machine: Machine fine',
    ])
    expect(machines).to.deep.equal([
      ['bare', undefined],
      ['gone', undefined],
      ['west', '/town'],
    ])
  })

  it('says one thing of a machine that was lost on the way, or went silent', async () => {
    const [cut, silent] = [new Towns(), new Towns()]
    cut.machines['gone'] = new Ending(true)
    silent.machines['gone'] = new Ending(false)
    expect((await cut.look({names: ['gone']})).lines).to.deep.equal([
      'gone: error doctor/machine-reached: the connection to gone was lost; what was under way there may or may not have happened',
    ])
    expect((await silent.look({names: ['gone']}, {timeoutMs: 300})).lines).to.deep.equal([
      'gone: error doctor/machine-reached: its answer took longer than 0.3 s',
    ])
  })

  it('ends with 3 where all else is well', async () => {
    expect(await new Towns().look({names: ['gone']})).to.deep.include({lines: [unreached], exit: 3})
  })

  it('repairs each where it is', async () => {
    const towns = new Towns()
    const {lines} = await towns.look({names: ['west', 'local']}, {fix: true})
    expect(lines.filter((line) => line.includes('acme/note'))).to.deep.equal([
      'here: fixed acme/note: acme/note holds',
      'west: fixed acme/note: acme/note holds',
    ])
    for (const connection of [towns.here, towns.machines['west']]) {
      expect(await connection?.fileExists('/town/note')).to.equal(true)
      expect(await connection?.listDir('/town/mayor/doctor/runs')).to.have.length.above(0)
    }
  })

  it('takes a rig that is on one of the machines, and refuses one that is nowhere', async () => {
    const {lines} = await new Towns().look({names: ['west', 'local']}, {rig: 'rig-there'})
    expect(lines).to.deep.equal(['west: pass acme/rig@rig-there: acme/rig holds'])
    const error = await new Towns().look({names: ['west']}, {rig: 'rig-x'}).catch((thrown: unknown) => thrown)
    expect(error).to.include({code: 'GT_RIG_NOT_FOUND', message: 'there is no rig rig-x in /town on west'})
  })

  it('tells what plugins threw behind our back once, when all machines have been looked at', async () => {
    const towns = new Towns()
    const late: string[] = []
    const slow = checkNamed('acme/slow', {
      run: async ({connection}) => {
        while (connection.machine === 'west' && late.length === 0)
          await new Promise((resolve) => setTimeout(resolve, 5))
        late.push(connection.machine)
        return pass()
      },
    })
    const subject = {...towns.subject([slow]), uncaughtErrors: async () => Promise.resolve([...late])}
    const machines = [{machine: west, coverage: 'all'}] as const
    const diagnosis = await diagnoseMachines(
      subject,
      {here: 'all', machines, hub: {workspace: town, rigs: []}},
      {
        fix: false,
        only: [],
        skip: [],
        deep: false,
        signal: new AbortController().signal,
        connect: async ({name}) => Promise.resolve(towns.machines[name] ?? towns.here),
      },
    )
    const uncaught = toReport(diagnosis).results.filter(({id}) => id === 'doctor/stray-errors')
    expect(uncaught.map(({machine, message}) => [machine, message])).to.deep.equal([
      [undefined, 'local'],
      [undefined, 'west'],
    ])
  })
})

describe('selectMachines', () => {
  it('leaves machines alone unless they, --deep or a check of machines is named', async () => {
    expect((await new Towns().look({})).lines).to.deep.equal(['this machine alone'])
    expect((await new Towns().look({}, {only: ['acme/*']})).lines).to.deep.equal(['this machine alone'])
    const asked = ['bare: pass acme/machine: Machine fine', unreached, 'west: pass acme/machine: Machine fine']
    expect((await new Towns().look({}, {only: ['acme/machine']})).lines).to.deep.equal(asked)
    const {lines} = await new Towns().look({}, {deep: true})
    expect(lines.filter((line) => !line.startsWith('here'))).to.deep.equal(asked)
  })

  it('refuses a machine that is not there, with the one that was meant', async () => {
    const error = await new Towns().look({names: ['wset']}).catch((thrown: unknown) => thrown)
    expect(error).to.include({code: 'GT_MACHINE_NOT_FOUND', hint: 'did you mean west?', exit: 2})
  })

  it('lets the checks of this machine report a registry that is broken, unless a machine is named', async () => {
    const list = async (): Promise<never> => Promise.reject(new ConnectFailedError('x', 'auth', 'broken'))
    expect((await new Towns().look({all: true, list})).lines).to.deep.equal(['this machine alone'])
    const error = await new Towns().look({names: ['west'], list}).catch((thrown: unknown) => thrown)
    expect(error).to.include({code: 'GT_AUTH_FAILED'})
  })
})
