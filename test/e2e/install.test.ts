import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {environment, runCli, temporaryFolder, type CliOptions, type CliResult} from './cli.js'
import {expectHealthy, snapshot} from './towns.js'

const checkout = fileURLToPath(new URL('../..', import.meta.url))
const sound = '{"type":"workspace","version":1,"created_at":"2026-01-01T00:00:00Z"}'

describe('gt install', () => {
  let root = ''
  let remove = (): void => undefined
  beforeEach(() => ({path: root, remove} = temporaryFolder('install')))
  afterEach(() => remove())

  const gt = async (args: string[], options: Partial<CliOptions> = {}): Promise<CliResult> =>
    runCli(args, {cwd: root, ...options})
  const failure = async (
    args: string[],
    options: Partial<CliOptions> = {},
  ): Promise<{code: number | null; error: unknown}> => {
    const {code, stdout} = await gt([...args, '--json'], options)
    return {code, error: (JSON.parse(stdout) as {error: {code: string}}).error.code}
  }
  const text = (path: string): string => readFileSync(join(root, path), 'utf8')

  it('gt install', async () => {
    const {code, stdout, stderr} = await gt(['install'])
    expect(stderr).to.equal('')
    expect(stdout).to.equal(`Made a town in ${root}
  .git        a new repository, nothing is committed yet
  .gitignore  keeps clones and state out of git
  CLAUDE.md   instructions for the mayor
  mayor       configuration, registry of rigs, mail
Next: gt rig add NAME GIT_URL
`)
    expect(code).to.equal(0)
    expect(JSON.parse(text('mayor/state.json'))).to.deep.equal({version: 1, projects: {}})
    expect(JSON.parse(text('mayor/boss/state.json'))).to.deep.equal({version: 1})
    expect(JSON.parse(text('mayor/config.json'))).to.have.all.keys('type', 'version', 'created_at')
    expect(readdirSync(join(root, 'mayor/rigs'))).to.deep.equal([])
    expect(execFileSync('git', ['status', '--short', '-uall'], {cwd: root, env: environment()}).toString()).to.equal(
      '?? .gitignore\n?? CLAUDE.md\n?? mayor/config.json\n?? mayor/machines.json\n',
    )
    await expectHealthy(root)
  })

  it('gt install DIR --json', async () => {
    const {code, stdout} = await gt(['install', 'a/b', '--json'])
    expect(code).to.equal(0)
    expect(installed(stdout)).to.deep.equal({
      machine: 'local',
      path: join(root, 'a/b'),
      config_dir: 'mayor',
      refreshed: false,
      created: [
        '.git',
        '.gitignore',
        'CLAUDE.md',
        'mayor',
        'mayor/boss',
        'mayor/boss/state.json',
        'mayor/config.json',
      ].concat(['mayor/machines.json', 'mayor/mail', 'mayor/mail/inbox.jsonl', 'mayor/rigs', 'mayor/state.json']),
      changed: [],
    })
    await expectHealthy(join(root, 'a/b'))
  })

  for (const typed of ['~', '~/ai', '~/']) {
    it(`gt install '${typed}'`, async () => {
      const home = join(root, 'home')
      mkdirSync(home)
      expect((await gt(['install', typed], {env: {HOME: home}})).code).to.equal(0)
      await expectHealthy(join(home, typed.slice(2)))
    })
  }

  it("gt install ''", async () => {
    expect(await failure(['install', ''])).to.deep.equal({code: 2, error: 'GT_USAGE'})
    expect(await failure(['install', '--name', ' '])).to.deep.equal({code: 2, error: 'GT_NAME_INVALID'})
    expect(await failure(['install', '~nobody-here'])).to.deep.equal({code: 2, error: 'GT_USAGE'})
    expect(await failure(['install', '--config-dir', 'x'])).to.deep.equal({code: 2, error: 'GT_USAGE'})
    expect(readdirSync(root)).to.deep.equal([])
  })

  it('gt install --config-dir .gastown --name "My town"', async () => {
    expect((await gt(['install', '--config-dir', '.gastown', '--name', 'My town'])).code).to.equal(0)
    expect(JSON.parse(text('.gastown/config.json'))).to.include({name: 'My town'})
    expect(existsSync(join(root, 'mayor'))).to.equal(false)
    expect(text('CLAUDE.md')).to.contain('`.gastown/`')
    await expectHealthy(root)
  })

  it("gt install, in gt's own folder: asks, and makes nothing where nobody can answer", async () => {
    const own = join(checkout, 'node_modules/.cache', `gt-install-${process.pid}`)
    symlinkSync(checkout, join(root, 'link'))
    for (const path of [own, join(root, 'link/node_modules/.cache', `gt-install-${process.pid}`)]) {
      expect(await failure(['install', path])).to.deep.equal({code: 2, error: 'GT_CONFIRMATION_NEEDED'})
      expect(existsSync(own)).to.equal(false)
    }
  })

  it('gt install, through a symbolic link', async () => {
    mkdirSync(join(root, 'real'))
    symlinkSync('real', join(root, 'link'))
    const {stdout} = await gt(['install', 'link', '--json'])
    expect(installed(stdout)).to.include({path: join(root, 'real')})
  })

  it('gt install, among files of the user', async () => {
    mkdirSync(join(root, 'docs'))
    writeFileSync(join(root, 'CLAUDE.md'), 'mine\n')
    writeFileSync(join(root, '.gitignore'), Buffer.from([0x6d, 0xfc, 0x6c, 0x6c, 0x0d, 0x0a]))
    const {stdout} = await gt(['install', '--json'])
    expect(installed(stdout)).to.deep.include({changed: ['.gitignore']})
    expect(text('CLAUDE.md')).to.equal('mine\n')
    expect(readFileSync(join(root, '.gitignore')).subarray(0, 6)).to.deep.equal(Buffer.from('m\xfcll\r\n', 'latin1'))
    await expectHealthy(root)
  })

  describe('where a town is already', () => {
    beforeEach(async () => {
      expect((await gt(['install'])).code).to.equal(0)
    })

    it('says which, and changes nothing', async () => {
      mkdirSync(join(root, 'a/b'), {recursive: true})
      const before = snapshot(root)
      const here = await gt(['install'])
      expect(here).to.include({code: 1, stdout: ''})
      expect(here.stderr).to.contain(`${root} is a town already`)
      const below = await gt(['install', 'a/b'])
      expect(below.code).to.equal(1)
      expect(below.stderr).to.contain(`${root}/a/b lies in the town ${root}`)
      expect(await failure(['install', 'a/new'])).to.deep.equal({code: 1, error: 'GT_ALREADY_INSTALLED'})
      expect(snapshot(root)).to.deep.equal(before)
    })

    it('makes one inside it with --force', async () => {
      const before = snapshot(join(root, 'mayor'))
      expect((await gt(['install', 'in', '--force'])).code).to.equal(0)
      expect(snapshot(join(root, 'mayor'))).to.deep.equal(before)
      await expectHealthy(join(root, 'in'))
    })

    it('keeps with --force a rig, mail, machines, the name, unknown keys and CLAUDE.md, byte by byte', async () => {
      const kept = {
        'mayor/config.json':
          '{"created_at":"2024-01-15T10:30:00Z","type":"workspace",\n\t"version":1, "name":"Old","x":[1,  2]}',
        'mayor/state.json':
          '{"version":1, "projects":{"beads":{"git_url":"https://example.org/b","color":"red"}},"extra":{}}',
        'mayor/machines.json': '{"version":1,"machines":{"west":{"type":"ssh"}}, "y":0}',
        'mayor/boss/state.json': '{"version":1,"mood":"good"}',
        'mayor/mail/inbox.jsonl': '{"id":"1"}\nnot json\n',
        'CLAUDE.md': 'mine\n',
      }
      for (const [path, content] of Object.entries(kept)) writeFileSync(join(root, path), content)
      expect((await gt(['install', '--force'])).code).to.equal(0)
      for (const [path, content] of Object.entries(kept)) expect(text(path), path).to.equal(content)
      expect(text('.gitignore')).to.contain('/beads/[!.]*\n')
      expect((await gt(['install', '--force', '--name', 'New'])).code).to.equal(0)
      expect(text('mayor/config.json')).to.equal(kept['mayor/config.json'].replace('Old', 'New'))
    })

    it('puts back with --force what is missing', async () => {
      for (const path of ['mayor/boss', 'mayor/mail', '.gitignore', 'CLAUDE.md'])
        rmSync(join(root, path), {recursive: true})
      const {stdout} = await gt(['install', '--force', '--json'])
      expect(installed(stdout)).to.deep.include({
        refreshed: true,
        created: [
          '.gitignore',
          'CLAUDE.md',
          'mayor/boss',
          'mayor/boss/state.json',
          'mayor/mail',
          'mayor/mail/inbox.jsonl',
        ],
      })
      await expectHealthy(root)
      expect((await gt(['install', '--force'])).stdout).to.equal(`The town in ${root} is complete: nothing to do\n`)
    })

    it('makes a lost configuration again and registers the rigs that are there', async () => {
      const rig = join(root, 'beads/.gastown')
      mkdirSync(rig, {recursive: true})
      writeFileSync(join(rig, 'config.json'), '{"type":"rig","git_url":"https://example.org/b"}')
      rmSync(join(root, 'mayor/config.json'))
      rmSync(join(root, 'mayor/state.json'))
      expect((await gt(['install'])).code).to.equal(0)
      expect((JSON.parse(text('mayor/state.json')) as {projects: unknown}).projects).to.have.nested.property(
        'beads.git_url',
        'https://example.org/b',
      )
    })

    it('never overwrites a corrupt file, not with --force either', async () => {
      for (const path of ['mayor/config.json', 'mayor/state.json', 'mayor/machines.json', 'mayor/boss/state.json']) {
        const sound = text(path)
        writeFileSync(join(root, path), '{\n"version": oops}')
        const before = snapshot(root)
        const {code, stderr} = await gt(['install', '--force'])
        expect(code, path).to.equal(3)
        expect(stderr, path).to.contain(`${join(root, path)} is corrupt, line 2, column 12`)
        expect(snapshot(root), path).to.deep.equal(before)
        writeFileSync(join(root, path), sound)
      }
    })

    it('does not move the configuration', async () => {
      expect(await failure(['install', '--force', '--config-dir', '.gastown'])).to.deep.equal({
        code: 2,
        error: 'GT_USAGE',
      })
    })
  })

  describe('where something is in the way', () => {
    const cases: Record<string, {error: string; make: (outside: string) => void}> = {
      'mayor is a file': {error: 'GT_NOT_A_DIRECTORY', make: () => writeFileSync('mayor', 'x')},
      'mayor leads elsewhere': {error: 'GT_PATH_ESCAPE', make: (outside) => symlinkSync(outside, 'mayor')},
      'mayor/mail is a file': {error: 'GT_NOT_A_DIRECTORY', make: () => place('mayor/mail', 'x')},
      'mayor/boss leads elsewhere': {error: 'GT_PATH_ESCAPE', make: (outside) => link(outside, 'mayor/boss')},
      'config.json is a folder': {
        error: 'GT_NOT_A_FILE',
        make: () => void mkdirSync('mayor/config.json', {recursive: true}),
      },
      'config.json leads elsewhere': {
        error: 'GT_PATH_ESCAPE',
        make: (outside) => link(join(outside, 'file'), 'mayor/config.json'),
      },
      'config.json leads nowhere': {error: 'GT_PATH_ESCAPE', make: () => link('/nowhere/at/all', 'mayor/config.json')},
      'config.json is a link within': {
        error: 'GT_NOT_A_FILE',
        make: () => {
          place('other', sound)
          link('../other', 'mayor/config.json')
        },
      },
      'config.json is something else’s': {
        error: 'GT_CONFIG_FOREIGN',
        make: () => place('mayor/config.json', '{"type":"city"}'),
      },
      'config.json does not say what it is': {error: 'GT_CONFIG_FOREIGN', make: () => place('mayor/config.json', '{}')},
      'state.json leads elsewhere': {
        error: 'GT_PATH_ESCAPE',
        make: (outside) => link(join(outside, 'file'), 'mayor/state.json'),
      },
      'state.json is corrupt': {error: 'GT_FILE_CORRUPT', make: () => place('mayor/state.json', '{"version":1')},
      '.gitignore leads elsewhere': {
        error: 'GT_PATH_ESCAPE',
        make: (outside) => symlinkSync(join(outside, 'file'), '.gitignore'),
      },
      '.gitignore is a folder': {error: 'GT_NOT_A_FILE', make: () => mkdirSync('.gitignore')},
      'the folder is a file': {error: 'GT_NOT_A_DIRECTORY', make: () => place('../town/in', 'x')},
    }
    for (const [title, {error, make}] of Object.entries(cases)) {
      it(`refuses and touches nothing: ${title}`, async () => {
        const outside = join(root, 'outside')
        const town = join(root, 'town')
        mkdirSync(outside)
        mkdirSync(town)
        writeFileSync(join(outside, 'file'), sound)
        within(town, () => make(outside))
        const before = snapshot(root)
        const target = existsSync(join(town, 'in')) ? join(town, 'in') : town
        expect(await failure(['install', target, '--force'])).to.deep.equal({code: 3, error})
        expect(snapshot(root)).to.deep.equal(before)
      })
    }

    it('leaves a CLAUDE.md that is a link alone', async () => {
      symlinkSync('AGENTS.md', join(root, 'CLAUDE.md'))
      expect((await gt(['install'])).code).to.equal(0)
      expect(lstatSync(join(root, 'CLAUDE.md')).isSymbolicLink()).to.equal(true)
      expect(existsSync(join(root, 'AGENTS.md'))).to.equal(false)
    })
  })

  describe('and git', () => {
    const tools = (...names: string[]): string => {
      const folder = join(root, 'bin')
      mkdirSync(folder)
      for (const name of names) {
        const path = execFileSync('sh', ['-c', `command -v ${name}`])
          .toString()
          .trim()
        symlinkSync(realpathSync(path), join(folder, name))
      }
      return folder
    }

    it('makes no repository inside one of the user', async () => {
      execFileSync('git', ['init', '-q'], {cwd: root, env: environment()})
      expect((await gt(['install', 'town'])).code).to.equal(0)
      expect(existsSync(join(root, 'town/.git'))).to.equal(false)
      await expectHealthy(join(root, 'town'))
    })

    it('makes one where the repository above ignores the folder', async () => {
      execFileSync('git', ['init', '-q'], {cwd: root, env: environment()})
      writeFileSync(join(root, '.gitignore'), '*\n')
      expect((await gt(['install', 'town'])).code).to.equal(0)
      expect(existsSync(join(root, 'town/.git'))).to.equal(true)
    })

    it('is not led astray by the variables of a git hook', async () => {
      execFileSync('git', ['init', '-q', 'other'], {cwd: root, env: environment()})
      expect((await gt(['install', 'town'], {env: {GIT_DIR: join(root, 'other/.git')}})).code).to.equal(0)
      expect(existsSync(join(root, 'town/.git'))).to.equal(true)
    })

    it('says what to do where git is missing, and does without it on demand', async () => {
      const env = {PATH: tools('flock', 'cat')}
      const {code, stderr} = await gt(['install', 'town'], {env})
      expect(code).to.equal(3)
      expect(stderr).to.contain('git is not installed').and.contain('--no-git')
      expect(readdirSync(root)).to.deep.equal(['bin'])
      expect((await gt(['install', 'town', '--no-git'], {env})).code).to.equal(0)
      expect(existsSync(join(root, 'town/.git'))).to.equal(false)
      await expectHealthy(join(root, 'town'))
    })

    it('remembers --no-git, until --git', async () => {
      expect((await gt(['install', '--no-git'])).code).to.equal(0)
      expect((await gt(['install', '--force'])).code).to.equal(0)
      expect(existsSync(join(root, '.git'))).to.equal(false)
      await expectHealthy(root)
      expect((await gt(['install', '--force', '--git'])).code).to.equal(0)
      expect(existsSync(join(root, '.git'))).to.equal(true)
      expect(JSON.parse(text('mayor/config.json'))).to.have.all.keys('type', 'version', 'created_at')
      await expectHealthy(root)
    })

    it('leaves nothing where files cannot be locked', async () => {
      const env = {PATH: tools('git')}
      expect(await failure(['install', 'a/town'], {env})).to.deep.equal({code: 3, error: 'GT_FLOCK_MISSING'})
      expect(readdirSync(root)).to.deep.equal(['bin'])
    })

    it('leaves nothing where git init fails', async () => {
      const env = {GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'init.defaultBranch', GIT_CONFIG_VALUE_0: 'no..name'}
      expect(await failure(['install', 'town'], {env})).to.deep.equal({code: 3, error: 'GT_GIT_FAILED'})
      expect(readdirSync(root)).to.deep.equal([])
    })
  })

  it('gt install, in a folder that was deleted', async () => {
    const cwd = join(root, 'gone')
    mkdirSync(cwd)
    const wrapper = ['sh', '-c', 'rmdir "$0"; exec "$@"', cwd]
    const {code, stderr} = await gt(['install'], {cwd, wrapper})
    expect(code).to.equal(3)
    expect(stderr).to.contain('the current folder does not exist any more')
    expect(stderr).not.to.match(/\n\s+at /)
    mkdirSync(cwd)
    expect((await gt(['install', join(root, 'town')], {cwd, wrapper})).code).to.equal(0)
    await expectHealthy(join(root, 'town'))
  })
})

/** Runs in a folder, so that the cases above read well. */
function within(folder: string, make: () => void): void {
  const before = process.cwd()
  process.chdir(folder)
  try {
    make()
  } finally {
    process.chdir(before)
  }
}

function place(path: string, content: string): void {
  mkdirSync(join(path, '..'), {recursive: true})
  writeFileSync(path, content)
}

function link(target: string, path: string): void {
  mkdirSync(join(path, '..'), {recursive: true})
  symlinkSync(target, path)
}

function installed(stdout: string): unknown {
  return (JSON.parse(stdout) as {workspace: unknown}).workspace
}
