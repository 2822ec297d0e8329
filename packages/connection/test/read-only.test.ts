import {isGtError, type Connection} from '@gt-town/contract'
import {readOnly} from '../src/read-only.js'
import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {everyCall} from './every-call.js'

describe('readOnly', () => {
  const tree = {'/town/file': 'x', '/town/empty/': ''}
  const writes: [string, (connection: Connection) => Promise<unknown>][] = [
    ['writeFile', async (connection) => connection.writeFile('/town/file', 'y')],
    ['appendFile', async (connection) => connection.appendFile('/town/file', 'y')],
    ['mkdirAll', async (connection) => connection.mkdirAll('/town/new')],
    ['mkdir', async (connection) => connection.mkdir('/town/new')],
    ['rename', async (connection) => connection.rename('/town/file', '/town/new')],
    ['remove', async (connection) => connection.remove('/town/file')],
    ['symlink', async (connection) => connection.symlink('file', '/town/new')],
    ['chmod', async (connection) => connection.chmod('/town/file', 0o600)],
    ['withLock', async (connection) => connection.withLock('/town/file', async () => expect.fail('the body ran'))],
    [
      'execute that writes',
      async (connection) => connection.execute(['touch'], {effect: 'write', paths: ['/town/file']}),
    ],
  ]
  for (const [name, write] of writes) {
    it(`refuses ${name}`, async () => {
      const inner = new MemoryConnection(tree, {programs: {touch: () => expect.fail('the program ran')}})
      const error = await write(readOnly(inner)).catch((thrown: unknown) => thrown)
      expect(isGtError(error, 'GT_READ_ONLY')).to.equal(true)
      expect(inner.tree()).to.deep.equal(tree)
      expect(inner.roundTrips).to.equal(0)
    })
  }

  it('refuses every method that is not known to only look', () => {
    const looks = ['inspect', 'readFile', 'fileExists', 'listDir', 'stat', 'realpath', 'probe', 'execute']
    const all = Object.keys(everyCall)
    const tried = writes.map(([name]) => name)
    expect(all.filter((name) => !looks.includes(name))).to.have.members(tried.slice(0, -1))
  })

  it('lets looks and programs that only look through', async () => {
    const connection = readOnly(new MemoryConnection(tree, {programs: {date: () => 'now'}, machine: 'west'}))
    expect(connection.machine).to.equal('west')
    expect((await connection.readFile('/town/file')).toString()).to.equal('x')
    expect(await connection.fileExists('/town/none')).to.equal(false)
    expect(await connection.listDir('/town/empty')).to.deep.equal([])
    expect((await connection.stat('/town')).type).to.equal('directory')
    expect(await connection.realpath('/town')).to.equal('/town')
    expect((await connection.inspect([{op: 'read', path: '/town/file'}]))[0].ok).to.equal(true)
    expect(connection.isHealthy()).to.equal(true)
    expect(await connection.probe()).to.be.an('object')
    expect((await connection.execute(['date'], {effect: 'read'})).stdout.toString()).to.equal('now')
  })
})
