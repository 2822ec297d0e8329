import {expect} from 'chai'
import {chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {readOnly} from '@gt-town/connection'
import {LocalConnection} from '@gt-town/connection-local'
import {MemoryConnection, testCheck, type Program, type Tree} from '@gt-town/contract-testing'
import {machineKeys} from '../../src/checks/machine-keys.js'

const town = (names: Record<string, object>): Tree => ({
  '/town/mayor/machines.json': JSON.stringify({version: 1, machines: names}),
})
const west = {west: {type: 'ssh', ssh_host: 'west.example.org'}}
const cloud = {cloud: {type: 'gcp', gcp_project: 'p', gcp_zone: 'z', gcp_instance: 'i'}}
const keyed = {west: {...west.west, ssh_key_path: '/k'}, east: {...west.west, ssh_key_path: '/k'}}

testCheck(machineKeys, {
  passes: [
    {},
    town({}),
    {...town(keyed), '/k': {data: '', mode: 0o600}},
    {title: "passes: an instance, whose key is nobody's here", tree: town(cloud)},
    {title: 'is silent where the registry is broken', tree: {'/town/mayor/machines.json': '{'}},
  ],
  fails: [
    {
      tree: town(keyed),
      status: 'warn',
      message: 'The key of east, west is not there: /k',
      hint: 'name the right one: gt machine set east --key FILE',
      path: '/k',
    },
    {
      tree: {...town({}), '/town/mayor/known_hosts': 'x'.repeat(6_000_000)},
      status: 'warn',
      message: 'known_hosts of the town has 6 MB, which each connection reads',
      hint: 'keep the lines of machines of this town; those of others belong into your own known_hosts',
      path: '/town/mayor/known_hosts',
    },
  ],
})

describe('federation/machine-keys where an ssh agent is', () => {
  const before = process.env['SSH_AUTH_SOCK']
  afterEach(() => {
    if (before === undefined) delete process.env['SSH_AUTH_SOCK']
    else process.env['SSH_AUTH_SOCK'] = before
  })
  const look = async (tree: Tree, agent: Program) => {
    process.env['SSH_AUTH_SOCK'] = '/agent'
    const connection = readOnly(new MemoryConnection(tree, {programs: {'ssh-add': agent}}))
    const workspace = {root: '/town', configDir: 'mayor'} as const
    const {signal} = new AbortController()
    return machineKeys.run({connection, workspace, rigs: [], signal, log: () => undefined})
  }
  const keys = (count: number): string => '256 SHA256:x me (ED25519)\n'.repeat(count)
  it('warns of many keys that are offered to a machine that names none', async () => {
    expect(await look(town(west), () => keys(9))).to.deep.equal([
      {
        status: 'warn',
        message: 'The ssh agent holds 9 keys: a machine that takes none of the first 6 ends the connection',
        key: 'agent',
        hint: 'name the right one: gt machine set west --key FILE',
      },
    ])
    expect(await look(town(west), () => keys(5))).to.deep.equal({status: 'pass'})
    expect(await look(town(west), () => ({code: 1}))).to.deep.equal({status: 'pass'})
  })
  it('does not ask it where every machine names its key', async () => {
    const asked = (): never => {
      throw new Error('it was asked')
    }
    const tree = {...town(keyed), '/k': {data: '', mode: 0o600}}
    expect(await look(tree, asked)).to.deep.equal({status: 'pass'})
  })
})

describe('federation/machine-keys of files on a disk', () => {
  it('warns of a key that others may read, as ssh refuses it', async () => {
    const root = mkdtempSync(join(realpathSync(tmpdir()), 'gt-keys-'))
    const key = join(root, 'key')
    mkdirSync(join(root, 'mayor'))
    const machines = {west: {...west.west, ssh_key_path: key}, east: {...west.west, ssh_key_path: key}}
    writeFileSync(join(root, 'mayor/machines.json'), JSON.stringify({version: 1, machines}))
    const workspace = {root, configDir: 'mayor'} as const
    const {signal} = new AbortController()
    const look = async (mode: number) => {
      writeFileSync(key, '')
      chmodSync(key, mode)
      const connection = readOnly(new LocalConnection())
      return machineKeys.run({connection, workspace, rigs: [], signal, log: () => undefined})
    }
    const message = `Others may read the key of east, west, and ssh refuses it: ${key}`
    expect(await look(0o640)).to.deep.equal([{status: 'warn', message, key, path: key, hint: `chmod 600 ${key}`}])
    expect(await look(0o600)).to.deep.equal({status: 'pass'})
    rmSync(root, {recursive: true})
  })
})
