import {
  isGtError,
  type Connection,
  type ConnectionQuestion,
  type Machine,
  type MachinesQuestion,
} from '@gt-town/contract'
import {expect} from 'chai'
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import connectionHook from '../../src/hooks/connection.js'
import machinesHook from '../../src/hooks/machines.js'

const answer = connectionHook as unknown as (question: ConnectionQuestion) => Promise<Connection>
const machinesOf = machinesHook as unknown as (question: MachinesQuestion) => Promise<Machine[]>

describe('gt:connection', () => {
  let root: string
  before(() => {
    root = mkdtempSync(join(realpathSync(tmpdir()), 'gt-town-'))
    mkdirSync(join(root, 'mayor'))
    const west = {type: 'ssh', ssh_host: '127.0.0.1', ssh_port: 1, workspace: '/ai'}
    const text = JSON.stringify({version: 1, machines: {west, cloud: {type: 'local'}}})
    writeFileSync(join(root, 'mayor/machines.json'), text)
  })
  after(() => rmSync(root, {recursive: true}))
  const town = () => ({root, configDir: 'mayor'}) as const

  it('is answered for this machine', async () => {
    expect((await answer({machine: 'local'})).machine).to.equal('local')
  })
  it('is answered for a machine of the town, and connects to nothing yet', async () => {
    await using connection = await answer({machine: 'west', workspace: town()})
    expect(connection.machine).to.equal('west')
    const error = await connection.readFile('/etc/hostname').catch((thrown: unknown) => thrown)
    expect(isGtError(error, 'GT_MACHINE_UNREACHABLE')).to.equal(true)
  })
  it('is answered for one that is in no registry yet, by what is said of it', async () => {
    const settings = {type: 'ssh', ssh_host: '127.0.0.1'} as const
    await using connection = await answer({machine: 'new', workspace: town(), settings})
    expect(connection.machine).to.equal('new')
  })
  for (const [title, workspace] of [
    ['where no town is named', undefined],
    ['where the town has no such machine', town],
  ] as const) {
    it(`is refused ${title}, as a mistake of the caller`, async () => {
      const error = await answer({machine: 'wset', workspace: workspace?.()}).catch((thrown: unknown) => thrown)
      expect(isGtError(error, 'GT_MACHINE_NOT_FOUND') && error.exit).to.equal(2)
      expect(error).to.have.property('message', 'there is no machine "wset"')
    })
  }

  it('beside it, gt:machines names the machines of the town, sorted', async () => {
    const machines = await machinesOf({connection: new LocalConnection(), workspace: town()})
    expect(machines.map(({name, workspace}) => [name, workspace])).to.deep.equal([
      ['cloud', undefined],
      ['west', '/ai'],
    ])
  })
})
