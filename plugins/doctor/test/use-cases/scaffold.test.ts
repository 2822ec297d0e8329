import {isGtError, type Connection} from '@gt-town/contract'
import {MemoryConnection, type Tree} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {scaffold, type ScaffoldRequest} from '../../src/use-cases/scaffold.js'

const contract = {'/gt/contract/dist/index.js': '', '/gt/contract-testing/dist/index.js': ''}
const here: Tree = {...contract, '/home/': ''}

async function make(connection: Connection, wish: Partial<ScaffoldRequest> = {}) {
  return scaffold(connection, {
    path: '/home/gt-checks-acme',
    libraries: {contract: '/gt/contract', testing: '/gt/contract-testing'},
    signal: new AbortController().signal,
    ...wish,
  })
}

/** What was refused, once it is proved that nothing was made. */
async function refusal(
  tree: Tree,
  wish: Partial<ScaffoldRequest> = {},
): Promise<{code: string; hint: string | undefined}> {
  const connection = new MemoryConnection(tree)
  const before = connection.tree()
  const error = await make(connection, wish).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(connection.tree()).to.deep.equal(before)
  if (!isGtError(error)) throw new Error('it was not refused', {cause: error})
  return {code: error.code, hint: error.hint}
}

describe('scaffold', () => {
  it('makes all files and a link to the contract', async () => {
    const connection = new MemoryConnection(here)
    const made = await make(connection)
    expect(made).to.deep.include({name: 'gt-checks-acme', check: 'acme/rig-notes'})
    const tree = connection.tree()
    const paths = made.files.map(({path}) => `/home/gt-checks-acme/${path}`)
    expect(Object.keys(tree)).to.include.members(paths)
    const manifest = await connection.readFile('/home/gt-checks-acme/package.json')
    expect(JSON.parse(manifest.toString())).to.deep.include({
      name: 'gt-checks-acme',
      gt: {contract: 1},
      devDependencies: {
        '@gt-town/contract': 'file:/gt/contract',
        '@gt-town/contract-testing': 'file:/gt/contract-testing',
      },
    })
    const link = await connection.stat('/home/gt-checks-acme/node_modules/@gt-town/contract', {follow: false})
    expect(link.type).to.equal('symlink')
    expect(await connection.realpath('/home/gt-checks-acme/node_modules/@gt-town/contract')).to.equal('/gt/contract')
  })

  it('fills an empty folder, and makes folders above a new one', async () => {
    await make(new MemoryConnection({...here, '/home/empty/': ''}), {path: '/home/empty'})
    const connection = new MemoryConnection(here)
    await make(connection, {path: '/home/a/b/c'})
    expect(await connection.fileExists('/home/a/b/c/package.json')).to.equal(true)
  })

  it('names no module that gt would have to find when it runs the check', async () => {
    const {files} = await make(new MemoryConnection(here))
    const shipped = files.filter(({path}) => path.startsWith('src/'))
    expect(shipped).to.have.length(2)
    for (const {path, text} of shipped) {
      const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '')
      const modules = [...code.matchAll(/\bfrom '([^']+)'|import\(/g)].map((match) => match[1] ?? match[0])
      expect(
        modules.filter((module) => !module.startsWith('.')),
        path,
      ).to.deep.equal([])
    }
  })

  it('refuses a folder that is not empty, a file, a hidden file in it', async () => {
    const path = '/home/gt-checks-acme'
    for (const taken of [{[path]: 'text'}, {[`${path}/x`]: ''}, {[`${path}/.git/`]: ''}]) {
      expect(await refusal({...here, ...taken})).to.deep.equal({
        code: 'GT_PATH_TAKEN',
        hint: 'name a folder that is not there yet, or an empty one',
      })
    }
  })

  it('refuses a bad name with a good one, and a folder that no package can be named after', async () => {
    expect(await refusal(here, {name: 'My Checks'})).to.deep.equal({
      code: 'GT_PACKAGE_NAME_INVALID',
      hint: 'such as --name my-checks',
    })
    expect(await refusal(here, {path: '/home/日本'})).to.deep.equal({
      code: 'GT_PACKAGE_NAME_INVALID',
      hint: 'give it a name: --name gt-checks-NAME',
    })
  })

  it('refuses where the contract is not compiled, since the test would not run', async () => {
    expect((await refusal({'/gt/contract/package.json': '{}', '/home/': ''})).code).to.equal('GT_CONTRACT_MISSING')
  })

  it('removes what it made, and nothing else, whichever write fails', async () => {
    const writes = 8
    for (let failing = 1; failing <= writes; failing++) {
      const connection = new MemoryConnection({...here, '/home/kept.txt': 'mine'})
      const before = connection.tree()
      let count = 0
      const full = (): void => {
        if (++count === failing) throw new Error('disk full')
      }
      const writeFile = connection.writeFile.bind(connection)
      const symlink = connection.symlink.bind(connection)
      connection.writeFile = async (...given) => {
        full()
        return writeFile(...given)
      }
      connection.symlink = async (...given) => {
        full()
        return symlink(...given)
      }
      let message = ''
      await make(connection, {path: '/home/new/checks'}).catch((error: unknown) => (message = String(error)))
      expect(message, `write ${failing}`).to.equal('Error: disk full')
      expect(connection.tree()).to.deep.equal(before)
    }
  })

  it('stops on Ctrl-C and leaves nothing', async () => {
    const stop = new AbortController()
    stop.abort()
    expect((await refusal(here, {signal: stop.signal})).code).to.equal('GT_ABORTED')
  })
})
