import {expect} from 'chai'
import {execFile, execFileSync} from 'node:child_process'
import {rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {promisify} from 'node:util'
import {bin, environment, runCli} from './cli.js'
import {PluginFolders} from './plugin-folders.js'
import {pluginPackage} from './plugin-packages.js'

const run = promisify(execFile)

const command = `export default class X {
  static summary = 'Fly there.'
  static args = {planet: {name: 'planet'}}
  static flags = {speed: {type: 'option', name: 'speed', options: ['slow', 'fast'], description: 'How fast.'}}
  static completion = {args: {planet: 'planet'}}
  static async run() {}
}`
const names = `export default async ({workspace}) => ({
  planet: ['mars', {value: 'venus', description: 'hot\\nthere'}, 'two\\nlines', 7, {value: workspace.name}],
  other: 'no list',
  constructor: ['odd'],
})`
const checks = `export default async () => [{id: 'space/air', title: 'There is air', category: 'Space', scope: 'workspace',
  run: async () => ({status: 'pass'})}]`

describe('Tab, with plugins of others', () => {
  const folders = new PluginFolders()
  const town = join(folders.path, 'town')
  after(() => folders.remove())

  /** As a shell asks, without one. */
  const tab = async (...words: string[]): Promise<string[]> => {
    const options = {cwd: town, env: {...environment(), ...folders.env}}
    const {stdout} = await run(process.execPath, [bin, '__complete', 'zsh', ...words], options)
    return stdout.trimEnd().split('\n').slice(1)
  }
  const until = async (words: readonly string[], count: number): Promise<string[]> => {
    for (let tries = 0; tries < 300; tries++) {
      const lines = await tab(...words)
      if (lines.length === count) return lines
      await sleep(100)
    }
    return tab(...words)
  }

  before(async () => {
    await runCli(['install', town, '--name', 'moon'], {cwd: folders.path})
    const hooks = {'gt:complete': './hooks/names.js', 'gt:checks': './hooks/checks.js'}
    const files = {'commands/fly.js': command, 'hooks/names.js': names, 'hooks/checks.js': checks}
    pluginPackage(join(folders.path, 'space'), files, {name: 'gt-plugin-space', oclif: {hooks}})
    expect((await folders.gt('plugins', 'install', join(folders.path, 'space'))).code).to.equal(0)
  })

  it('knows their commands and flags at once', async () => {
    expect(await tab('fl')).to.deep.equal(['fly\tFly there.'])
    expect(await tab('fly', '--speed', '')).to.deep.equal(['slow', 'fast'])
    expect(await tab('plugins', 'uninstall', '')).to.deep.equal(['gt-plugin-space'])
  })

  it('has their names made while nobody waits, and drops what is no name', async () => {
    expect(await until(['fly', ''], 3)).to.deep.equal(['mars', 'venus\thot there', 'moon'])
    expect(await tab('fly', 'm')).to.deep.equal(['mars', 'moon'])
  })

  it('waits for nothing: a FIFO in the place of a file, a command without a name', async () => {
    rmSync(join(town, 'mayor', 'machines.json'))
    execFileSync('mkfifo', [join(town, 'mayor', 'machines.json')])
    expect(await tab('machine', 'show', '')).to.deep.equal([])
    const manifest = join(folders.path, 'data', 'node_modules', 'gt-plugin-space', 'oclif.manifest.json')
    writeFileSync(manifest, '{"version":"1.0.0","commands":{"":{},"a b":{},"good":{"summary":"Is good."}}}')
    expect(await tab('goo')).to.deep.equal(['good\tIs good.'])
    expect(await tab('doct')).to.have.length(1)
    rmSync(manifest)
    execFileSync('mkfifo', [manifest])
    expect(await tab('doct')).to.have.length(1)
    rmSync(manifest)
  })

  it('knows their checks too', async () => {
    expect(await until(['doctor', '--only', 'space'], 1)).to.deep.equal(['space/air\tThere is air'])
  })
})
