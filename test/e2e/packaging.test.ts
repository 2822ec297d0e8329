import {expect} from 'chai'
import {execFile, execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {isBuiltin} from 'node:module'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {environment, temporaryFolder} from './cli.js'
import {packed, pluginPackage, soundCommand} from './plugin-packages.js'
import {makeRepository} from './repositories.js'
import {few} from '../support/rounds.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

interface Manifest {
  readonly name: string
  readonly version: string
  readonly files?: readonly string[]
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

describe('the packages', () => {
  it('needs no script at its installation', () => {
    for (const path of packageFolders()) {
      const {name, scripts = {}} = manifestOf(path)
      const atInstall = ['preinstall', 'install', 'postinstall', 'prepare'].filter((script) => script in scripts)
      expect(atInstall, name).to.deep.equal([])
    }
  })

  it('of the command depend on all that its bundle loads when it runs', () => {
    const bundle = readFileSync(join(root, 'dist', 'gt.cjs'), 'utf8')
    const loaded = [...bundle.matchAll(/(?<!')(?:require|__gt_import)\("([^"]+)"\)/g)].map(([, name = '']) => name)
    const outside = loaded.filter(
      (name) => !name.startsWith('node:') && !isBuiltin(name) && !/^(typescript|tsx|ts-node)/.test(name),
    )
    expect(outside).to.include('listr2')
    expect(Object.keys(manifestOf(root).dependencies ?? {})).to.include.members([...new Set(outside)])
  })
})

// Takes half a minute of a processor.
if (!few) installed()

function installed(): void {
  describe('gt, installed from its packages', function () {
    this.timeout(300_000)
    const folder = temporaryFolder('packaging')
    const prefix = join(folder.path, 'prefix')
    const home = join(folder.path, 'home')
    const town = join(folder.path, 'town')
    after(() => folder.remove())

    /** As its user calls it: nothing of the checkout is on the way. */
    const gt = async (...words: string[]): Promise<string> => {
      const env = {...environment(), HOME: home, PATH: `${prefix}/bin:${process.env['PATH']}`}
      return (await run('gt', words, {cwd: folder.path, env})).stdout
    }

    before(async () => {
      mkdirSync(home)
      const tarballs = packageFolders().map((path) => tarballOf(path, folder.path))
      const cache = execFileSync('npm', ['config', 'get', 'cache'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
      const words = ['install', '--global', '--prefix', prefix, '--ignore-scripts', '--no-audit', '--no-fund']
      await run('npm', [...words, '--prefer-offline', '--cache', cache, ...tarballs], {
        cwd: folder.path,
        env: {...process.env, HOME: home, NODE_ENV: 'production'},
      })
    })

    it('makes a town, a rig and a polecat, and checks them', async () => {
      const {version} = manifestOf(root)
      expect(await gt('--version')).to.match(new RegExp(`^@gt-town/cli/${version} `))
      await gt('install', town)
      makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
      await gt('rig', 'add', 'web', join(folder.path, 'web.git'), '--town', town)
      await gt('polecat', 'add', 'web/happy', '--town', town)
      expect(await gt('doctor', '--town', town)).to.match(/Issues: 0 found/)
      expect(await gt('status', '--town', town)).to.include('nothing needs you')
    })

    it('sends mail, and runs a session', async () => {
      await gt('mail', 'send', 'web/happy', '-s', 'Hello', '-m', 'there', '--from', 'mayor', '--town', town)
      expect(await gt('mail', 'inbox', 'web/happy', '--town', town)).to.include('Hello')
      await gt('session', 'start', 'web/happy', '--command', 'cat', '--town', town)
      expect(await gt('session', 'list', '--town', town)).to.include('web/happy')
      await gt('session', 'stop', 'web/happy', '--town', town)
    })

    it('installs a plugin of others from a tarball, and completes its command', async () => {
      const plugin = pluginPackage(
        join(folder.path, 'third'),
        {'commands/third.js': soundCommand('third ran')},
        {name: 'gt-plugin-third'},
      )
      await gt('plugins', 'install', packed(plugin, folder.path))
      expect(await gt('third')).to.equal('third ran\n')
      expect(await gt('__complete', 'bash', 'thi')).to.equal('names\nthird\tSays that it ran.\n')
      expect(await gt('__complete', 'bash', 'rig', 'show', '--town', town, '')).to.match(/^names\nweb\t/)
    })

    it('starts from its bundle', async () => {
      const own = join(prefix, 'lib', 'node_modules', '@gt-town', 'cli')
      expect(existsSync(join(own, 'dist', 'gt.cjs'))).to.equal(true)
      // A file of its own that only the long way reads.
      writeFileSync(join(own, 'dist', 'main.js'), 'throw new Error("the long way")\n')
      expect(await gt('rig', 'list', '--town', town)).to.include('web')
    })
  })
}

function packageFolders(): string[] {
  const below = ['packages', 'plugins'].flatMap((kind) =>
    readdirSync(join(root, kind)).map((name) => join(root, kind, name)),
  )
  return [root, ...below]
}

function manifestOf(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest
}

/** What `npm pack` puts into it, without its second for each package. */
function tarballOf(path: string, destination: string): string {
  const {name, files = []} = manifestOf(path)
  const file = join(destination, `${name.replace('@', '').replace('/', '-')}.tgz`)
  const words = ['package.json', ...files].filter((one) => existsSync(join(path, one)))
  execFileSync('tar', ['-czf', file, '--transform', 's,^,package/,', '-C', path, ...words])
  return file
}
