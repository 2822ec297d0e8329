import {expect} from 'chai'
import {copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {packed, pluginPackage, soundCommand} from './plugin-packages.js'
import {PluginFolders} from './plugin-folders.js'
import {startRegistry, type Registry} from './registry.js'
import {few} from '../support/rounds.js'
import {copyTree} from '../support/copy-tree.js'

describe('gt plugins install', function () {
  this.timeout(300_000)
  let folders: PluginFolders
  let registry: Registry
  const sources = new PluginFolders()
  const acme = pluginPackage(
    join(sources.path, 'acme'),
    {'commands/acme.js': soundCommand('acme 1')},
    {name: 'gt-plugin-acme'},
  )
  const scoped = pluginPackage(
    join(sources.path, 'scoped'),
    {'commands/scoped.js': soundCommand('scoped')},
    {name: '@acme/plugin-scoped', dependencies: {'gt-plugin-acme': '1.0.0'}},
  )
  const library = pluginPackage(join(sources.path, 'library'), {}, {name: 'library'})
  writeFileSync(join(library, 'package.json'), JSON.stringify({name: 'library', version: '1.0.0'}))
  let acmeFile = ''
  /** where gt-plugin-acme is installed, for copies */
  const kept = new PluginFolders()

  before(async () => {
    acmeFile = packed(acme, join(sources.path, 'packed'))
    const scopedFile = packed(scoped, join(sources.path, 'packed-scoped'))
    const libraryFile = packed(library, join(sources.path, 'packed-library'))
    expect((await kept.gt('plugins', 'install', acme)).code).to.equal(0)
    registry = await startRegistry([
      {name: 'gt-plugin-acme', version: '1.0.0', file: acmeFile},
      {name: '@acme/plugin-scoped', version: '1.0.0', file: scopedFile},
      {name: 'library', version: '1.0.0', file: libraryFile},
    ])
  })
  after(async () => {
    sources.remove()
    kept.remove()
    await registry.close()
  })
  beforeEach(() => {
    folders = new PluginFolders({GT_NPM_REGISTRY: registry.url})
  })
  afterEach(() => folders.remove())

  const takeAcme = (): void => copyTree(join(kept.path, 'data'), join(folders.path, 'data'))

  const spellings: readonly (readonly [what: string, place: string, word: string])[] = [
    ['a folder with blanks and other letters', 'mein Plüg (1) #2 100%', './mein Plüg (1) #2 100%'],
    ['file:folder', 'plug', 'file:./plug'],
    ['./folder', 'plug', './plug'],
    ['folder/', 'plug', 'plug/'],
  ]
  for (const [what, place, word] of few ? spellings.slice(0, 1) : spellings) {
    it(`${what}: is copied, runs after the folder is gone, is uninstalled`, async () => {
      const folder = pluginPackage(
        join(folders.path, place),
        {'commands/plug.js': soundCommand('from a copy')},
        {name: 'gt-plugin-plug'},
      )
      const install = await folders.gt('plugins', 'install', word)
      expect([install.code, install.stdout]).to.deep.equal([0, 'Installed gt-plugin-plug 1.0.0\n'])
      renameSync(folder, `${folder}-moved`)
      expect((await folders.gt('plug')).stdout).to.equal('from a copy\n')
      expect(await folders.installed()).to.deep.equal(['gt-plugin-plug 1.0.0'])
      expect((await folders.gt('plugins', 'uninstall', 'gt-plugin-plug')).code).to.equal(0)
      expect(await folders.installed()).to.deep.equal([])
    })
  }

  it('./x.tgz, x.tgz, file:///x.tgz, and an absolute one: --json says what was installed', async () => {
    mkdirSync(join(folders.path, 'sub'))
    copyFileSync(acmeFile, join(folders.path, 'sub', 'acme.tgz'))
    copyFileSync(acmeFile, join(folders.path, 'acme-1.tgz'))
    const all = ['./sub/acme.tgz', `file://${folders.path}/acme-1.tgz`, 'acme-1.tgz', acmeFile]
    const words = few ? all.slice(0, 2) : all
    const {code, stdout, stderr} = await folders.gt('plugins', 'install', ...words, '--json')
    expect([code, stderr]).to.deep.equal([0, ''])
    expect(JSON.parse(stdout)).to.deep.equal({installed: words.map(() => ({name: 'gt-plugin-acme', version: '1.0.0'}))})
    rmSync(join(folders.path, 'sub'), {recursive: true})
    expect((await folders.gt('acme')).stdout).to.equal('acme 1\n')
    expect(await folders.installed()).to.deep.equal(['gt-plugin-acme 1.0.0'])
  })

  it('the same version with another content: the new content runs', async () => {
    const folder = join(folders.path, 'plug')
    for (const text of ['one', 'two']) {
      pluginPackage(folder, {'commands/plug.js': soundCommand(text)}, {name: 'gt-plugin-plug'})
      expect((await folders.gt('plugins', 'install', './plug')).code).to.equal(0)
      expect((await folders.gt('plug')).stdout).to.equal(`${text}\n`)
    }
  })

  it('a name, a scoped name with a tag: from the registry, with what they depend on', async () => {
    mkdirSync(join(folders.path, 'gt-plugin-acme'))
    const {code, stdout} = await folders.gt('plugins', 'install', 'gt-plugin-acme', '@acme/plugin-scoped@1.0.0')
    expect([code, stdout]).to.deep.equal([0, 'Installed gt-plugin-acme 1.0.0\nInstalled @acme/plugin-scoped 1.0.0\n'])
    expect((await folders.gt('scoped')).stdout).to.equal('scoped\n')
    expect((await folders.gt('plugins', 'update')).code).to.equal(0)
    expect((await folders.gt('plugins', 'uninstall', '@acme/plugin-scoped')).code).to.equal(0)
    expect(await folders.installed()).to.deep.equal(['gt-plugin-acme 1.0.0'])
  })

  it('plugins add is the same command, and the help shows what it takes', async () => {
    const add = await folders.gt('plugins', 'add', './nowhere')
    expect([add.code, add.stderr.includes('[GT_PLUGIN_PATH_MISSING]')]).to.deep.equal([2, true])
    const help = await folders.gt('plugins', 'install', '--help')
    expect(help.stdout).to.contain('$ gt plugins install ./my-plugin')
  })

  it('what cannot be installed: a code, a next step, exit 2 or 3, and the list of plugins as it was', async () => {
    takeAcme()
    const before = folders.list()
    mkdirSync(join(folders.path, 'empty'))
    writeFileSync(join(folders.path, 'bad.tgz'), 'no archive')
    const wrong: readonly (readonly [string, string, number])[] = [
      ['./nowhere', 'GT_PLUGIN_PATH_MISSING', 2],
      ['nowhere.tgz', 'GT_PLUGIN_PATH_MISSING', 2],
      ['empty/', 'GT_PLUGIN_INVALID', 2],
      ['..', 'GT_PLUGIN_INVALID', 2],
      ['./bad.tgz', 'GT_PLUGIN_INVALID', 2],
      [library, 'GT_PLUGIN_INVALID', 2],
      ['library', 'GT_PLUGIN_INVALID', 2],
      ['', 'GT_PLUGIN_SOURCE_INVALID', 2],
      ['Ü', 'GT_PLUGIN_SOURCE_INVALID', 2],
      ['-x', 'GT_USAGE', 2],
      ['@gt-town/cli', 'GT_PLUGIN_INVALID', 2],
      ['gt-plugin-nobody', 'GT_PLUGIN_NOT_FOUND', 2],
      ['gt-plugin-acme@9', 'GT_PLUGIN_INSTALL_FAILED', 3],
    ]
    // One of each code is enough to see it told.
    const codes = wrong.map(([, code]) => code)
    for (const [word, code, exit] of few ? wrong.filter((_one, at) => codes.indexOf(codes[at] ?? '') === at) : wrong) {
      const result = await folders.gt('plugins', 'install', word, '--json')
      const {error} = JSON.parse(result.stdout) as {error: {code: string; hint: string | null}}
      expect([word, error.code, result.code]).to.deep.equal([word, code, exit])
      expect(error.hint, word).not.to.equal(null)
      expect(folders.list(), word).to.equal(before)
    }
    expect(existsSync(join(folders.path, 'data', 'node_modules', 'library'))).to.equal(false)
    expect((await folders.gt('acme')).stdout).to.equal('acme 1\n')
  })

  it('a package with the name of a part of gt: refused, linked too, and one that is there already can be uninstalled', async () => {
    const commands = {'commands/doctor.js': soundCommand('SHADOWED')}
    const folder = pluginPackage(join(folders.path, 'own'), commands, {name: '@gt-town/plugin-doctor'})
    for (const verb of ['install', 'link']) {
      const {code, stderr} = await folders.gt('plugins', verb, folder)
      expect([verb, code]).to.deep.equal([verb, 2])
      expect(stderr).to.contain('@gt-town/plugin-doctor is the name of a part of gt [GT_PLUGIN_INVALID]\nNext: ')
    }
    // As an earlier version let it in.
    const list = {oclif: {plugins: [{name: '@gt-town/plugin-doctor', type: 'link', root: folder}]}}
    mkdirSync(join(folders.path, 'data'), {recursive: true})
    writeFileSync(join(folders.path, 'data', 'package.json'), JSON.stringify(list))
    expect((await folders.gt('doctor', 'checks')).stdout).not.to.contain('SHADOWED')
    expect((await folders.gt('plugins', 'uninstall', '@gt-town/plugin-doctor')).code).to.equal(0)
    expect(folders.list()).not.to.contain('plugin-doctor')
  })

  it('a list of plugins that is not JSON is left alone', async () => {
    mkdirSync(join(folders.path, 'data'))
    writeFileSync(join(folders.path, 'data', 'package.json'), '{"oclif":')
    const {code, stderr} = await folders.gt('plugins', 'install', acme)
    expect(code).to.equal(3)
    expect(stderr).to.contain('[GT_PLUGIN_LIST_CORRUPT]\nNext: ')
    expect(folders.list()).to.equal('{"oclif":')
  })

  it('several at once, and an uninstall meanwhile: each waits for the others', async () => {
    takeAcme()
    const names = few ? ['one', 'two'] : ['one', 'two', 'three']
    for (const name of names) {
      pluginPackage(join(folders.path, name), {[`commands/${name}.js`]: soundCommand()}, {name: `gt-plugin-${name}`})
    }
    const results = await Promise.all([
      ...names.map(async (name) => folders.gt('plugins', 'install', `./${name}`)),
      folders.gt('plugins', 'uninstall', 'gt-plugin-acme'),
    ])
    expect(results.map(({code, stderr}) => (code === 0 ? 0 : stderr))).to.deep.equal(results.map(() => 0))
    expect(await folders.installed()).to.have.members(names.map((name) => `gt-plugin-${name} 1.0.0`))
  })
})
