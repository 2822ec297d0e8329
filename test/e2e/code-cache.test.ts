import {expect} from 'chai'
import {execFile} from 'node:child_process'
import {chmodSync, mkdirSync, readdirSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {bin, environment, temporaryFolder} from './cli.js'

const run = promisify(execFile)

describe('the code cache of a Node that gt was not built with', () => {
  let folder: {path: string; remove: () => void}
  let cache = ''
  beforeEach(() => {
    folder = temporaryFolder('code')
    cache = join(folder.path, 'cache')
    // The build's cache has the architecture in its name.
    writeFileSync(join(folder.path, 'other.cjs'), `Object.defineProperty(process, 'arch', {value: 'other'})`)
  })
  afterEach(() => folder.remove())

  const gt = async (): Promise<string> => {
    const env = {...environment(), GT_CACHE_DIR: cache}
    return (
      await run(process.execPath, ['-r', join(folder.path, 'other.cjs'), bin, 'schema', '--json'], {
        cwd: folder.path,
        env,
      })
    ).stdout
  }
  const kept = (): [string, number][] =>
    readdirSync(join(cache, 'code')).map((name) => [name, statSync(join(cache, 'code', name)).mtimeMs])

  it('is made by the first command, for its user alone, and used by the next', async () => {
    const first = await gt()
    const made = kept()
    expect(made).to.have.length(1)
    expect(statSync(join(cache, 'code')).mode & 0o777).to.equal(0o700)
    expect(statSync(join(cache, 'code', made[0]?.[0] ?? '')).mode & 0o777).to.equal(0o600)
    expect(await gt()).to.equal(first)
    expect(kept()).to.deep.equal(made)
  })

  it('is not run where others can write it', async () => {
    const first = await gt()
    const [name = '', made = 0] = kept()[0] ?? []
    chmodSync(join(cache, 'code', name), 0o666)
    expect(await gt()).to.equal(first)
    expect(statSync(join(cache, 'code', name)).mode & 0o777).to.equal(0o600)
    expect(kept()[0]?.[1]).to.be.greaterThan(made)
  })

  it('is made anew where it is damaged', async () => {
    const first = await gt()
    const [name = ''] = kept()[0] ?? []
    writeFileSync(join(cache, 'code', name), 'no cache')
    expect(await gt()).to.equal(first)
    expect(statSync(join(cache, 'code', name)).size).to.be.greaterThan(10_000)
  })

  it('is done without where it cannot be kept', async () => {
    mkdirSync(cache)
    writeFileSync(join(cache, 'code'), 'a file')
    expect(await gt()).to.include('schemas')
    cache = '/proc/none/cache'
    expect(await gt()).to.include('schemas')
  })
})
