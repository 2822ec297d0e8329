import {confined} from '../src/confined.js'
import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'

describe('confined', () => {
  it('sends all requests and where they lead in one round trip', async () => {
    const inner = new MemoryConnection({'/town/a/b/c/file': 'x', '/town/out': {link: '/etc'}, '/etc/passwd': 'root'})
    const paths = ['/town/a/b/c/file', '/town/out/passwd', '/etc/passwd', '/town/missing/too']
    const outcomes = await confined(inner, '/town').inspect(paths.map((path) => ({op: 'read', path}) as const))
    const codes = outcomes.map((outcome) => (outcome.ok ? outcome.value.toString() : outcome.error.code))
    expect(codes).to.deep.equal(['x', 'GT_PATH_ESCAPE', 'GT_PATH_ESCAPE', 'GT_NOT_FOUND'])
    expect(inner.roundTrips).to.equal(1)
  })

  it('takes one more round trip for a write', async () => {
    const inner = new MemoryConnection({'/town/a/b/c/': ''})
    await confined(inner, '/town').writeFile('/town/a/b/c/file', 'x')
    expect(inner.roundTrips).to.equal(2)
  })

  it('notices a link that appeared between two writes', async () => {
    const inner = new MemoryConnection({'/town/a/': '', '/etc/': ''})
    const connection = confined(inner, '/town')
    await connection.writeFile('/town/a/one', 'x')
    await inner.rename('/town/a', '/town/b')
    await inner.symlink('/etc', '/town/a')
    const error = await connection.writeFile('/town/a/two', 'x').catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'GT_PATH_ESCAPE')
    expect(inner.tree('/etc')).to.deep.equal({})
  })

  it('is not fooled by a sibling whose name begins like the root', async () => {
    const inner = new MemoryConnection({'/town/link': {link: '/town-2/file'}, '/town-2/file': 'x'})
    const error = await confined(inner, '/town')
      .readFile('/town/link')
      .catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'GT_PATH_ESCAPE')
  })

  it('lets a relative path be as invalid as it is', async () => {
    const error = await confined(new MemoryConnection({'/town/': ''}), '/town')
      .readFile('a')
      .catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'GT_PATH_INVALID')
  })

  it('can take the whole machine for its root', async () => {
    const inner = new MemoryConnection({'/etc/passwd': 'root'})
    expect((await confined(inner, '/').readFile('/etc/passwd')).toString()).to.equal('root')
  })
})
