import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {TrackingConnection} from '../src/tracking.js'
import {BatchingConnection} from '../src/batching.js'

describe('TrackingConnection', () => {
  const memory = (): MemoryConnection =>
    new MemoryConnection({'/t/a': 'a', '/t/b': 'b', '/t/sub/c': 'c', '/t/link': {link: '/t/a'}})

  it('passes on what was asked, in the order asked', async () => {
    const footprint = new TrackingConnection(memory())
    const [read, stat, list] = await footprint.inspect([
      {op: 'read', path: '/t/a'},
      {op: 'stat', path: '/nowhere'},
      {op: 'list', path: '/t/sub'},
    ])
    expect(read.ok && read.value.toString()).to.equal('a')
    expect(stat.ok ? 'there' : stat.error.code).to.equal('GT_NOT_FOUND')
    expect(list.ok && list.value).to.deep.equal([{name: 'c', type: 'file'}])
    expect(footprint.size).to.equal(3)
  })

  it('tells what has changed among all that was looked at, and nothing else', async () => {
    const connection = memory()
    const footprint = new TrackingConnection(connection)
    const reader = new BatchingConnection(footprint)
    await Promise.all([
      reader.readFile('/t/a'),
      reader.listDir('/t/sub'),
      reader.fileExists('/t/later'),
      reader.realpath('/t'),
    ])
    expect(await footprint.changes()).to.deep.equal([])
    await connection.writeFile('/t/b', 'not looked at')
    expect((await footprint.changes()).filter((path) => path !== '/t')).to.deep.equal([])
    await connection.writeFile('/t/a', 'longer')
    // That a folder changes with the names in it is for real folders to show: test/e2e/doctor-again.test.ts.
    await connection.writeFile('/t/later', '')
    expect(await footprint.changes()).to.include.members(['/t/a', '/t/later'])
    await connection.remove('/t/a')
    expect(await footprint.changes()).to.include('/t/a')
  })

  it('watches what a link leads to, and the link itself where that was asked for', async () => {
    const connection = memory()
    const footprint = new TrackingConnection(connection)
    await footprint.inspect([{op: 'stat', path: '/t/link', follow: false}])
    await connection.writeFile('/t/a', 'longer')
    expect(await footprint.changes()).to.deep.equal([])
    await footprint.inspect([{op: 'read', path: '/t/link'}])
    await connection.writeFile('/t/a', 'longer still')
    expect(await footprint.changes()).to.deep.equal(['/t/link'])
  })

  it('sees a change that is made while it looks', async () => {
    const connection = memory()
    const inspect = connection.inspect.bind(connection)
    const footprint = new TrackingConnection(connection)
    connection.inspect = async (requests) => {
      const outcomes = await inspect(requests)
      await connection.writeFile('/t/a', 'changed at once')
      return outcomes
    }
    await footprint.inspect([{op: 'read', path: '/t/a'}])
    connection.inspect = inspect
    expect(await footprint.changes()).to.deep.equal(['/t/a'])
  })
})
