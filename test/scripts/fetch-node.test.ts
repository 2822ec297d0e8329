import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath, pathToFileURL} from 'node:url'

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url))
const major = process.versions.node.split('.')[0] ?? ''
const name = `node-${process.platform}-${process.arch}`

describe('another Node for the tests', () => {
  let cache: string
  beforeEach(() => (cache = mkdtempSync(join(realpathSync(tmpdir()), 'gt-node-'))))
  afterEach(() => rmSync(cache, {recursive: true, force: true}))

  /** This very Node, in the place of one that was fetched. */
  const keep = (place: string): void => {
    const folder = join(cache, `${name}-${place}`, 'node_modules', name, 'bin')
    mkdirSync(folder, {recursive: true})
    symlinkSync(process.execPath, join(folder, 'node'))
  }

  /** In a process of its own, with a registry that nobody answers for. */
  const fetchNode = (wanted: string): {status: number | null; stdout: string; stderr: string} => {
    const module = pathToFileURL(join(scripts, 'fetch-node.mjs')).href
    const program = `import {fetchNode} from '${module}'; console.log(fetchNode('${wanted}', '${cache}'))`
    const env = {...process.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0'}
    return spawnSync(process.execPath, ['--input-type=module', '-e', program], {encoding: 'utf8', env})
  }

  it('is not fetched again; which it is and where it is from is said', () => {
    keep(major)
    const {status, stdout, stderr} = fetchNode(major)
    expect(stderr).to.contain(`Node ${process.version} (npm package ${name}, fetched earlier, kept in `)
    expect([status, stdout]).to.deep.equal([0, `${realpathSync(process.execPath)}\n`])
  })

  it('is refused where it is another version', () => {
    keep('99')
    const {status, stderr} = fetchNode('99')
    expect(status).to.equal(1)
    expect(stderr).to.contain(`is not Node 99: it is ${process.version}\nNext: remove ${join(cache, `${name}-99`)}`)
  })

  it('cannot be had where npm does not give it, and nothing is left of it', () => {
    const {status, stderr} = fetchNode('99')
    expect(status).to.equal(1)
    expect(stderr).to.match(new RegExp(`Error: ${name}@99 cannot be had from npm: npm ended with \\d+\nNext: `))
    expect(readdirSync(cache)).to.deep.equal([])
  })

  it('is named by whoever wants the tests on it', () => {
    for (const words of [[], ['v24']]) {
      const {status, stderr} = spawnSync(process.execPath, [join(scripts, 'test-node.mjs'), ...words], {
        encoding: 'utf8',
      })
      expect([status, stderr]).to.deep.equal([
        2,
        'Error: which Node?\nNext: npm run test:node MAJOR [FILE...], such as npm run test:node 24\n',
      ])
    }
  })
})
