import {Config, Plugin} from '@oclif/core/config'
import {expect} from 'chai'
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {guardOclif} from '../../src/third-party/guard-oclif.js'
import {temporaryFolder} from '../e2e/cli.js'
import {pluginPackage} from '../e2e/plugin-packages.js'

// Classes of this test's own, so that those of others stay as oclif made them.
class GuardedPlugin extends Plugin {}
class GuardedConfig extends Config {}

describe('guardOclif, on the oclif that is installed', function () {
  this.timeout(60_000)
  const folder = temporaryFolder('guard')
  const cache = join(folder.path, 'cache')
  const mark = join(folder.path, 'process')
  const names = ['OCLIF_DISABLE_RC', 'OCLIF_DISABLE_LINKED_ESM_WARNING']
  const environment = names.map((name) => process.env[name])
  before(() => {
    guardOclif({Config: GuardedConfig, Plugin: GuardedPlugin}, {root: join(folder.path, 'gt'), cacheDir: cache})
  })
  after(() => {
    names.forEach((name, index) => {
      const value = environment[index]
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    })
    folder.remove()
  })
  afterEach(() => rmSync(cache, {recursive: true, force: true}))

  const code = `
    import {writeFileSync} from 'node:fs'
    writeFileSync(${JSON.stringify(mark)}, String(process.pid))
    export default class X { static summary = 'S'; static args = {}; static flags = {}; static async run() {} }`
  const make = (name: string, more: object = {}): string =>
    pluginPackage(join(folder.path, name), {'commands/x.js': code}, {name, ...more})
  const load = async (root: string): Promise<Plugin & {manifestProblem?: string}> => {
    const plugin = new GuardedPlugin({root, type: 'link'})
    await plugin.load()
    return plugin
  }

  it('has what it changes: oclif calls _manifest as a plugin is loaded, and findCommand for a command', async () => {
    for (const name of ['load', 'findCommand', '_manifest'])
      expect(Object.hasOwn(Plugin.prototype, name)).to.equal(true)
    expect(Object.hasOwn(Config.prototype, 'loadPluginsAndCommands')).to.equal(true)
    expect(String(Plugin.prototype.load)).to.contain('this._manifest()').and.to.contain('this.findCommand(id')
  })

  it('makes a manifest in another process, once for what has not changed', async () => {
    const root = make('made')
    const first = await load(root)
    expect(first.commands.map(({id, summary}) => [id, summary])).to.deep.equal([['x', 'S']])
    expect(Number(readFileSync(mark, 'utf8'))).to.not.equal(process.pid)
    rmSync(mark)
    expect((await load(root)).commandIDs).to.deep.equal(['x'])
    expect(existsSync(mark)).to.equal(false)
    writeFileSync(join(root, 'commands', 'y.js'), code)
    expect((await load(root)).commandIDs.sort()).to.deep.equal(['x', 'y'])
  })

  it('makes it again where what it kept is damaged, and keeps the folder to the user', async () => {
    const root = make('damaged')
    await load(root)
    const [name = ''] = readdirSync(join(cache, 'manifests'))
    writeFileSync(join(cache, 'manifests', name), '{"stamp":')
    expect((await load(root)).commandIDs).to.deep.equal(['x'])
    expect(readdirSync(join(cache, 'manifests'))).to.deep.equal([name])
  })

  it('uses a shipped manifest of its version, and makes its own where that is of another or is not sound', async () => {
    const root = make('shipped')
    const shipped = (version: string, commands: object): void =>
      writeFileSync(join(root, 'oclif.manifest.json'), JSON.stringify({version, commands}))
    shipped('1.0.0', {shipped: {}})
    expect((await load(root)).commandIDs).to.deep.equal(['shipped'])
    shipped('2.0.0', {shipped: {}})
    expect((await load(root)).commandIDs).to.deep.equal(['x'])
    shipped('1.0.0', {shipped: {aliases: 7}})
    expect((await load(root)).commandIDs).to.deep.equal(['x'])
  })

  it('starts no process for a plugin without commands', async () => {
    const root = join(folder.path, 'hooks-only')
    mkdirSync(root)
    writeFileSync(
      join(root, 'package.json'),
      JSON.stringify({name: 'h', version: '1.0.0', oclif: {hooks: {'gt:checks': './c.js'}}}),
    )
    expect(Object.keys((await load(root)).hooks)).to.deep.equal(['gt:checks'])
    expect(existsSync(cache)).to.equal(false)
  })

  it('leaves a plugin only its gt:* hooks until one of its commands is loaded', async () => {
    const plugin = await load(
      make('hooked', {oclif: {hooks: {'gt:checks': './c.js', init: './i.js', prerun: './p.js'}}}),
    )
    expect(Object.keys(plugin.hooks)).to.deep.equal(['gt:checks'])
    await plugin.findCommand('x', {must: true})
    expect(Object.keys(plugin.hooks)).to.deep.equal(['gt:checks', 'init', 'prerun'])
  })

  it('runs no file of code that stands in for package.json', async () => {
    const root = make('rc')
    writeFileSync(join(root, 'package.json'), '{"name": "rc", "version": "1.0.0"}')
    writeFileSync(
      join(root, 'oclif.config.cjs'),
      `require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''); module.exports = {}`,
    )
    rmSync(mark, {force: true})
    expect((await load(root)).valid).to.equal(false)
    expect(existsSync(mark)).to.equal(false)
  })

  it('says why where no command can be told, also the next time', async () => {
    const root = make('exits')
    writeFileSync(join(root, 'commands', 'x.js'), 'process.exit(3)')
    for (const time of ['first', 'second']) {
      const plugin = await load(root)
      expect([time, plugin.commandIDs, plugin.manifestProblem]).to.deep.equal([
        time,
        [],
        'its commands ended the process that loaded them (code 3)',
      ])
    }
  })
})
