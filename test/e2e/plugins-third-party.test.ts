import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {misbehaviours, pluginPackage, soundCommand} from './plugin-packages.js'
import {PluginFolders} from './plugin-folders.js'
import {few} from '../support/rounds.js'

const reasons: Record<keyof typeof misbehaviours, string> = {
  hangs: 'its commands did not load within 10 s',
  settles: 'its commands ended the process that loaded them (code 13)',
  exits: 'its commands ended the process that loaded them (code 0)',
  loops: 'its commands did not load within 10 s',
  throws: 'its command "throws" did not load: no \\x1b[31mluck',
  lacks: 'its command "lacks" did not load: ',
}
const all = Object.keys(misbehaviours) as (keyof typeof misbehaviours)[]
/** One that loops takes a processor for 10 s: the tests of hostile plugins have it too. */
const kinds = few ? all.filter((kind) => kind !== 'loops' && kind !== 'settles') : all
/** Those that are not installed alone by the tests of hostile plugins. */
const lonely = (['throws', 'settles', 'lacks'] as const).slice(0, few ? 1 : 3)

describe('third-party plugins without a manifest', function () {
  this.timeout(600_000)
  const folders = new PluginFolders()
  const marks = join(folders.path, 'marks')
  after(() => folders.remove())
  const noisyHook = (event: string): string => `
    import {appendFileSync} from 'node:fs'
    export default async () => { appendFileSync(${JSON.stringify(marks)}, ${JSON.stringify(`${event}\n`)}) }`
  const events = ['init', 'prerun', 'postrun', 'finally', 'command_not_found', 'plugins:postuninstall']
  const madeAt = (): number[] => {
    const kept = join(folders.path, 'cache', 'manifests')
    return readdirSync(kept).map((name) => statSync(join(kept, name)).mtimeMs)
  }
  for (const kind of kinds) {
    const code = `${misbehaviours[kind]}\n${soundCommand()}`
    pluginPackage(join(folders.path, kind), {[`commands/${kind}.js`]: code}, {name: `gt-plugin-${kind}`})
  }
  pluginPackage(join(folders.path, 'well'), {'commands/well.js': soundCommand('all well')}, {name: 'gt-plugin-well'})
  pluginPackage(
    join(folders.path, 'hooked'),
    {
      'commands/hooked.js': soundCommand('hooked ran'),
      ...Object.fromEntries(events.map((event) => [`hooks/${event.replace(':', '-')}.js`, noisyHook(event)])),
      'hooks/exit.js': 'process.exit(0)',
    },
    {
      name: 'gt-plugin-hooked',
      oclif: {
        hooks: {
          ...Object.fromEntries(events.map((event) => [event, `./hooks/${event.replace(':', '-')}.js`])),
          preparse: './hooks/exit.js',
          'plugins:preinstall': './hooks/exit.js',
          'plugins:postinstall': './hooks/exit.js',
        },
      },
    },
  )

  it('gt plugins install: alone, each is installed and named by gt doctor, and gt plugins uninstall takes it off again', async () => {
    const results = await Promise.all(
      lonely.map(async (kind) => {
        const alone = new PluginFolders()
        try {
          const install = await alone.gt('plugins', 'install', join(folders.path, kind))
          const doctor = await alone.gt('doctor', '--only', 'Plugins', '--json')
          const uninstall = await alone.gt('plugins', 'uninstall', `gt-plugin-${kind}`)
          return {kind, codes: [install.code, uninstall.code], doctor, left: await alone.installed()}
        } finally {
          alone.remove()
        }
      }),
    )
    for (const {kind, codes, doctor, left} of results) {
      expect([kind, ...codes]).to.deep.equal([kind, 0, 0])
      expect(left, kind).to.deep.equal([])
      const {results: lines} = JSON.parse(doctor.stdout) as {results: {id: string; status: string; message?: string}[]}
      const line = lines.find(({id}) => id === 'doctor/plugin-manifest')
      expect(line?.status, kind).to.equal('fail')
      expect(line?.message?.replaceAll('\u001b', '\\x1b')).to.contain(
        `gt-plugin-${kind} 1.0.0 has commands that gt cannot use: ${reasons[kind]}`,
      )
    }
  })

  it('gt plugins install of all of them: each command of gt works and ends', async () => {
    const words = [...kinds, 'well', 'hooked'].map((kind) => `./${kind}`)
    const install = await folders.gt('plugins', 'install', ...words)
    expect([install.code, install.stderr.includes('Error')]).to.deep.equal([0, false])
    expect(await folders.installed()).to.have.length(words.length)
    const made = madeAt()
    for (const command of [
      ['help', 'well'],
      ['autocomplete', 'script', 'bash'],
      ['doctor', 'checks'],
      ...(few ? [] : [['--help'], ['plugins', '--json']]),
    ]) {
      const {code, stdout, stderr} = await folders.gt(...command)
      expect([command, code, /Warning|\(node:/.test(stderr)]).to.deep.equal([command, 0, false])
      expect(stdout + stderr, command.join(' ')).not.to.equal('')
    }
    // The hanging ones cost their deadline once: when they were installed.
    expect(madeAt()).to.deep.equal(made)
    const help = await folders.gt('--help')
    expect(help.stdout).to.match(/^ {2}well +Says that it ran\.$/m)
    const doctor = await folders.gt('doctor', '--only', 'doctor/plugin-manifest')
    for (const kind of kinds) {
      expect(doctor.stdout).to.contain(`gt-plugin-${kind} 1.0.0 has commands that gt cannot use: ${reasons[kind]}`)
    }
    expect(doctor.stdout).not.to.match(/gt-plugin-(well|hooked)|\u001b/)
  })

  it('a command of a plugin runs, with the hooks of its own plugin; those of others, and hooks that exit, do not', async () => {
    expect((await folders.gt('well')).stdout).to.equal('all well\n')
    const unknown = await folders.gt('nothing-of-this-name')
    expect(unknown.code).to.equal(2)
    expect(unknown.stderr).to.match(/commands of gt-plugin-\w+ are missing, gt doctor says why/)
    expect(existsSync(marks)).to.equal(false)
    expect((await folders.gt('hooked')).stdout).to.equal('hooked ran\n')
    expect(readFileSync(marks, 'utf8').trim().split('\n')).to.deep.equal(['prerun', 'postrun', 'finally'])
  })

  it('gt plugins uninstall X: one, then all the others', async () => {
    const names = [...kinds, 'well', 'hooked'].map((kind) => `gt-plugin-${kind}`)
    expect((await folders.gt('plugins', 'uninstall', 'gt-plugin-hangs')).code).to.equal(0)
    expect(await folders.installed()).to.have.length(names.length - 1)
    const others = names.filter((name) => name !== 'gt-plugin-hangs')
    expect((await folders.gt('plugins', 'uninstall', ...others)).code).to.equal(0)
    expect(await folders.installed()).to.deep.equal([])
  })

  if (few) return
  it('gt plugins link, update, reset: a plugin that exits as it is loaded ends none of them', async () => {
    const link = await folders.gt('plugins', 'link', './exits', '--no-install')
    expect(link.code).to.equal(0)
    expect(link.stderr).not.to.contain('Error')
    expect((await folders.gt('plugins')).stdout).to.contain('gt-plugin-exits 1.0.0 (link)')
    expect((await folders.gt('plugins', 'update')).code).to.equal(0)
    const reset = await folders.gt('plugins', 'reset')
    expect(reset.stdout).to.contain('Unlinked gt-plugin-exits')
    expect(await folders.installed()).to.deep.equal([])
  })
})
