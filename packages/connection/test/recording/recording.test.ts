import {confined} from '../../src/confined.js'
import {connectionSuite, MemoryConnection, type Subject} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {RecordingConnection} from '../../src/recording/recording.js'

const subject = (connection: Subject['connection']): Subject => ({
  connection,
  root: '/root',
  dispose: async () => Promise.resolve(),
})
const made = (): RecordingConnection => new RecordingConnection(new MemoryConnection({'/root/': ''}))

connectionSuite('RecordingConnection', async () => Promise.resolve(subject(made())), {locks: false})
connectionSuite('confined RecordingConnection', async () => Promise.resolve(subject(confined(made(), '/root'))), {
  locks: false,
})

const tree = {
  '/town/a/b/file': 'old',
  '/town/a/link': {link: 'b'},
  '/town/full/x': 'x',
  '/town/closed/': {mode: 0o500},
}

describe('RecordingConnection', () => {
  it('writes nothing, and sees everything', async () => {
    const inner = new MemoryConnection(tree)
    const before = JSON.stringify(inner.tree())
    const connection = new RecordingConnection(inner)
    await connection.mkdirAll('/town/new/deep')
    await connection.writeFile('/town/new/deep/file', 'x')
    await connection.writeFile('/town/a/b/file', 'new')
    await connection.appendFile('/town/a/b/file', 'er')
    await connection.chmod('/town/a/b/file', 0o600)
    await connection.rename('/town/a', '/town/moved')
    await connection.remove('/town/full', {recursive: true})
    await connection.symlink('moved/b', '/town/way')
    await connection.withLock('/town/state', async () => connection.writeFile('/town/state', '{}'))
    expect(JSON.stringify(inner.tree())).to.equal(before)
    expect((await connection.listDir('/town')).map(({name}) => name)).to.deep.equal([
      ...['closed', 'moved', 'new', 'state', 'state.lock', 'way'],
    ])
    expect((await connection.readFile('/town/way/file')).toString()).to.equal('newer')
    expect((await connection.stat('/town/moved/b/file')).mode).to.equal(0o600)
    expect(await connection.fileExists('/town/a/b/file')).to.equal(false)
    expect(connection.take()).to.deep.equal([
      {action: 'make', path: '/town/new', kind: 'folder'},
      {action: 'make', path: '/town/new/deep', kind: 'folder'},
      {action: 'make', path: '/town/new/deep/file', kind: 'file'},
      {action: 'change', path: '/town/a/b/file', how: 'rewritten'},
      {action: 'change', path: '/town/a/b/file', how: 'appended'},
      {action: 'mode', path: '/town/a/b/file', mode: '0600'},
      {action: 'move', from: '/town/a', to: '/town/moved'},
      {action: 'remove', path: '/town/full'},
      {action: 'link', path: '/town/way', to: 'moved/b'},
      {action: 'make', path: '/town/state.lock', kind: 'file'},
      {action: 'make', path: '/town/state', kind: 'file'},
    ])
    expect(connection.take()).to.deep.equal([])
  })

  it('sees a change through a link that is really there', async () => {
    const connection = new RecordingConnection(new MemoryConnection(tree))
    await connection.writeFile('/town/a/b/file', 'new')
    expect((await connection.readFile('/town/a/link/file')).toString()).to.equal('new')
    await connection.writeFile('/town/a/link/other', 'x')
    expect((await connection.readFile('/town/a/b/other')).toString()).to.equal('x')
  })

  it('asks in one round trip for what no change concerns', async () => {
    const inner = new MemoryConnection(tree)
    const connection = new RecordingConnection(inner)
    await connection.mkdir('/town/new')
    const before = inner.roundTrips
    const requests = ['/town/a/b/file', '/town/full/x', '/town/missing'].map((path) => ({op: 'read', path}) as const)
    const outcomes = await connection.inspect(requests)
    expect(outcomes.map(({ok}) => ok)).to.deep.equal([true, true, false])
    expect(inner.roundTrips - before).to.equal(1)
  })

  it('ends the work at a program that would write, whatever the fix does then', async () => {
    const inner = new MemoryConnection(tree, {programs: {git: () => 'ran', look: () => 'looked'}})
    const connection = new RecordingConnection(inner)
    const run = connection.execute(['git', 'clone'], {effect: 'write', paths: ['/town/clone']})
    expect(await run.catch((error: unknown) => error)).to.have.property('code', 'GT_WOULD_RUN')
    const cleaning = connection.remove('/town/a', {recursive: true})
    expect(await cleaning.catch((error: unknown) => error)).to.have.property('code', 'GT_WOULD_RUN')
    expect((await connection.execute(['look'], {effect: 'read'})).stdout.toString()).to.equal('looked')
    expect(connection.take()).to.deep.equal([{action: 'run', argv: ['git', 'clone'], paths: ['/town/clone']}])
    await connection.mkdir('/town/next')
    expect(connection.take()).to.have.length(1)
  })
})
