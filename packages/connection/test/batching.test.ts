import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {ConnectionDecorator} from '../src/connection-decorator.js'
import {InputOutputError, type ReadRequest, type Outcomes} from '@gt-town/contract'
import {BatchingConnection} from '../src/batching.js'

const tree = {
  '/town/a': 'A',
  '/town/b': 'B',
  '/town/folder/c': 'C',
  '/town/link': {link: 'a'},
  '/town/dangling': {link: 'x'},
}

describe('BatchingConnection', () => {
  it('answers everything that is asked in one turn in one round trip', async () => {
    const {inner, reader} = setUp()
    const answers = await Promise.all([
      reader.readFile('/town/a'),
      reader.stat('/town/b'),
      reader.listDir('/town/folder'),
      reader.realpath('/town/link'),
      reader.fileExists('/town/dangling'),
      reader.inspect([{op: 'read', path: '/town/b'}]),
    ])
    expect(inner.roundTrips).to.equal(1)
    expect(String(answers[0])).to.equal('A')
    expect(answers[1]).to.include({type: 'file', size: 1})
    expect(answers[2]).to.deep.equal([{name: 'c', type: 'file'}])
    expect(answers[3]).to.equal('/town/a')
    expect(answers[4]).to.equal(false)
    expect(answers[5][0]).to.have.property('ok', true)
  })

  it('waits for those that take a few more steps to ask', async () => {
    const {inner, reader} = setUp()
    const late = async (steps: number): Promise<Buffer> => {
      for (let step = 0; step < steps; step++) await Promise.resolve()
      return reader.readFile(`/town/${steps % 2 ? 'a' : 'b'}`)
    }
    await Promise.all([1, 2, 3, 4, 50].map(late))
    expect(inner.roundTrips).to.equal(1)
  })

  it('never looks at the same thing twice, until it is told to forget', async () => {
    const {inner, reader} = setUp()
    await reader.readFile('/town/a')
    await inner.writeFile('/town/a', 'new')
    expect(String(await reader.readFile('/town/a'))).to.equal('A')
    reader.forget()
    expect(String(await reader.readFile('/town/a'))).to.equal('new')
  })

  it('remembers that something is missing', async () => {
    const {inner, reader} = setUp()
    expect(await reader.fileExists('/town/x')).to.equal(false)
    expect(await reader.readFile('/town/x').catch((error: unknown) => error)).to.have.property('code', 'GT_NOT_FOUND')
    await reader.stat('/town/x').catch(() => undefined)
    expect(inner.roundTrips).to.equal(2)
  })

  it('tells requests apart that differ in more than the path', async () => {
    const {reader} = setUp()
    const [followed, link, small] = await Promise.all([
      reader.stat('/town/link'),
      reader.stat('/town/link', {follow: false}),
      reader.readFile('/town/a', {maxBytes: 0}).catch((error: unknown) => error),
    ])
    expect([followed.type, link.type]).to.deep.equal(['file', 'symlink'])
    expect(small).to.have.property('code', 'GT_TOO_LARGE')
    expect(String(await reader.readFile('/town/a'))).to.equal('A')
  })

  it('gives each its own outcome', async () => {
    const {reader} = setUp()
    const outcomes = await reader.inspect([
      {op: 'read', path: '/town/a'},
      {op: 'read', path: '/town/missing'},
      {op: 'list', path: '/town/a'},
    ])
    expect(outcomes.map(({ok}) => ok)).to.deep.equal([true, false, false])
  })

  it('does not keep large files', async () => {
    const inner = new MemoryConnection({'/big': 'x'.repeat(1024 * 1024 + 1)})
    const reader = new BatchingConnection(inner)
    await Promise.all([reader.readFile('/big'), reader.readFile('/big')])
    await reader.readFile('/big')
    expect(inner.roundTrips).to.equal(2)
  })

  it('tells everybody when the connection fails, and asks again the next time', async () => {
    const inner = new Flaky(new MemoryConnection(tree))
    const reader = new BatchingConnection(inner)
    const errors = await Promise.all(
      ['/town/a', '/town/b'].map(async (path) => reader.readFile(path).catch((error: unknown) => error)),
    )
    for (const error of errors) expect(error).to.include({code: 'GT_IO', message: 'link: cut'})
    expect(String(await reader.readFile('/town/a'))).to.equal('A')
  })

  it('refuses to write', async () => {
    const {reader} = setUp()
    const error = await reader.writeFile('/town/a', 'x').catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'GT_READ_ONLY')
  })
})

function setUp(): {inner: MemoryConnection; reader: BatchingConnection} {
  const inner = new MemoryConnection(tree)
  return {inner, reader: new BatchingConnection(inner)}
}

/** The first round trip fails. */
class Flaky extends ConnectionDecorator {
  #failed = false

  override async inspect<const Requests extends readonly ReadRequest[]>(
    requests: Requests,
  ): Promise<Outcomes<Requests>> {
    if (this.#failed) return this.inner.inspect(requests)
    this.#failed = true
    return Promise.reject(new InputOutputError('link', 'cut'))
  }
}
