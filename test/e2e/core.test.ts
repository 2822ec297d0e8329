import {expect} from 'chai'
import {execFile} from 'node:child_process'
import {existsSync, readFileSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {bin, environment, runCli, temporaryFolder} from './cli.js'
import {skipBecause} from './skip-because.js'

const launcher = fileURLToPath(new URL('../../gt', import.meta.url))
const manifests = [
  '',
  ...['workspace', 'doctor', 'federation', 'mail', 'sessions'].map((name) => `plugins/${name}/`),
].map((folder) => fileURLToPath(new URL(`../../${folder}oclif.manifest.json`, import.meta.url)))
const run = promisify(execFile)

interface Flag {
  description?: string
  type?: string
  char?: string
  options?: string[]
  multiple?: boolean
}

interface Manifest {
  commands: Record<
    string,
    {
      summary?: string
      description?: string
      examples?: (string | {command: string})[]
      strict?: boolean | undefined
      flags: Record<string, Flag>
      args: Record<string, {description?: string; required?: boolean}>
    }
  >
}

const noFullDevice = 'the system has no device that is always full'
/** Commands that hand the terminal over: there is no document. */
const handsOver = new Set(['machine:shell', 'session:attach'])

describe('the core', () => {
  const folder = temporaryFolder('core')
  after(folder.remove)
  const gt = async (...words: string[]) => runCli(words, {cwd: folder.path})

  it('gt --version names the package, the system and Node', async () => {
    const {code, stdout} = await gt('--version')
    expect(code).to.equal(0)
    expect(stdout).to.match(/^@gt-town\/cli\/\d+\.\d+\.\d+ \S+ node-v\d+/)
  })

  for (const [words, typed, meant] of [
    ['instal', 'instal', 'did you mean gt install?'],
    ['rig ad beads x', 'rig ad', 'did you mean gt rig add?'],
    ['rig frobnicate', 'rig frobnicate', 'known: rig add'],
    ['rig delet x', 'rig delet', 'did you mean gt rig remove?'],
    ['polcat add web/a', 'polcat', 'did you mean gt polecat add?'],
    ['polecats rm web/a', 'polecats', 'did you mean gt polecat remove?'],
    ['help polecat ad', 'polecat ad', 'did you mean gt polecat add?'],
    ['version', 'version', 'did you mean gt --version?'],
    ['--json=1 status', '--json=1', 'flags come after the command, such as gt status --json'],
  ] as const) {
    it(`gt ${words}: exit 2 and a suggestion, without a prompt`, async () => {
      const {code, stdout, stderr} = await gt(...words.split(' '))
      expect(code).to.equal(2)
      expect(stdout).to.equal('')
      expect(stderr).to.contain(`Error: gt has no command "${typed}" [GT_COMMAND_UNKNOWN]\nNext: ${meant}`)
    })
  }

  it('gives the same as one JSON document with --json', async () => {
    const {code, stdout, stderr} = await gt('instal', '--json')
    expect(code).to.equal(2)
    expect(stderr).to.equal('')
    expect(JSON.parse(stdout)).to.deep.equal({
      error: {
        code: 'GT_COMMAND_UNKNOWN',
        message: 'gt has no command "instal"',
        hint: 'did you mean gt install? (gt help lists all)',
      },
    })
  })

  it('gt install --nonsense: exit 2, one line that says what and one that says what next', async () => {
    const {code, stdout, stderr} = await gt('install', '--nonsense')
    expect(code).to.equal(2)
    expect(stdout).to.equal('')
    expect(stderr).to.match(/^Error: Nonexistent flag: --nonsense \[GT_USAGE\]\nNext: .+\n$/)
  })

  it('gt install --forse, gt rig add, gt help instal: exit 2 and what was meant', async () => {
    const [flag, args, help] = await Promise.all([gt('install', '--forse'), gt('rig', 'add'), gt('help', 'instal')])
    expect([flag.code, args.code, help.code]).to.deep.equal([2, 2, 2])
    expect(flag.stderr).to.contain('Nonexistent flag: --forse [GT_USAGE]\nNext: did you mean --force?\n')
    expect(args.stderr).to.contain('Missing 1 required arg: name [GT_USAGE]\n')
    expect(help.stderr).to.contain('gt has no command "instal" [GT_COMMAND_UNKNOWN]\nNext: did you mean gt install? ')
  })

  it('gt status extra, gt rig list web: exit 2, since they take no argument', async () => {
    const [status, list] = await Promise.all([gt('status', 'extra'), gt('rig', 'list', 'web')])
    expect([status.code, list.code]).to.deep.equal([2, 2])
    expect(status.stderr).to.contain('gt status takes no argument "extra" [GT_USAGE]\nNext: gt status --help')
    expect(list.stderr).to.contain('gt rig list takes no argument "web" [GT_USAGE]\nNext: gt rig list --help')
  })

  it('prints the errors of a command that has no flags of its own', async () => {
    const {code, stderr} = await gt('status')
    expect(code).to.equal(3)
    expect(stderr).to.contain('[GT_TOWN_NOT_FOUND]')
    expect((await gt('status', '--twon', 'x')).stderr).to.contain('did you mean --town?')
  })

  it('every command has a summary, a description, one of each flag and argument, and examples that it takes', async () => {
    const commands = manifests.flatMap((file) =>
      Object.entries((JSON.parse(readFileSync(file, 'utf8')) as Manifest).commands),
    )
    expect(commands.map(([id]) => id)).to.include.members(['install', 'rig:add', 'doctor', 'doctor:explain'])
    const wrong = commands.flatMap(([id, {summary, description, examples, flags, args, strict}]) => {
      const words = `<%= config.bin %> ${id.replaceAll(':', ' ')}`
      const shown = (examples ?? []).map((example) =>
        (typeof example === 'string' ? example : example.command).replace(/^.* \| (?=<%)/, ''),
      )
      const undescribed = Object.entries({...flags, ...args}).filter(([, {description}]) => !description)
      return [
        ...(summary ? [] : [`${id} has no summary`]),
        ...(description ? [] : [`${id} has no description`]),
        ...shown.flatMap((example) =>
          mistakesIn(example.slice(words.length), {flags, args, strict}).map((mistake) => `${example}: ${mistake}`),
        ),
        ...(shown.length > 0 ? [] : [`${id} has no example`]),
        ...shown.filter((example) => !example.startsWith(words)).map((example) => `${id} shows ${example}`),
        ...undescribed.map(([name]) => `${id} does not describe ${name}`),
        ...['json', 'town']
          .filter((name) => !(name in flags) && !(name === 'json' && handsOver.has(id)))
          .map((name) => `${id} has no --${name}`),
      ]
    })
    expect(wrong).to.deep.equal([])
  })

  it('gt help lists the commands, gt rig add --help shows how', async () => {
    const [all, one] = await Promise.all([gt('help'), gt('rig', 'add', '--help')])
    expect([all.code, one.code]).to.deep.equal([0, 0])
    for (const word of ['install', 'status', 'rig', 'polecat', 'doctor']) expect(all.stdout).to.contain(`  ${word} `)
    expect(one.stdout).to.contain('EXAMPLES').and.to.contain('$ gt rig add').and.to.contain('--json')
  })

  it('is started by ./gt, also through a symbolic link and from another folder', async () => {
    symlinkSync(launcher, join(folder.path, 'gt-link'))
    const {stdout} = await run(join(folder.path, 'gt-link'), ['--version'], {cwd: folder.path, env: environment()})
    expect(stdout).to.match(/^@gt-town\/cli\//)
  })

  it('ends quietly when the reader of its output leaves early', async () => {
    const script = `"$1" "$2" help | head -n 1; echo "\${PIPESTATUS[0]}"`
    const {stdout, stderr} = await run('bash', ['-c', script, 'bash', process.execPath, bin], {
      cwd: folder.path,
      env: environment(),
    })
    expect(stderr).to.equal('')
    expect(stdout.trim().split('\n').at(-1)).to.equal('0')
  })

  it('says that its output could not be written, and prints no stack', async function () {
    if (!existsSync('/dev/full')) skipBecause(this, noFullDevice)
    for (const words of ['help', 'doctor', 'doctor --json']) {
      const failure: {code?: number; stderr?: string} = await run(
        'sh',
        ['-c', `exec "$1" "$2" ${words} >/dev/full`, 'sh', process.execPath, bin],
        {cwd: folder.path, env: environment()},
      ).then(
        () => ({}),
        (error: unknown) => error as {code: number; stderr: string},
      )
      expect(failure.code, words).to.equal(3)
      expect(failure.stderr, words).to.match(/^Error: .*no space left.* \[GT_OUTPUT_FAILED\]\nNext: .+\n$/)
    }
  })

  it('keeps its exit code where its errors cannot be written', async function () {
    if (!existsSync('/dev/full')) skipBecause(this, noFullDevice)
    const script = '"$1" "$2" status 2>/dev/full; echo $?'
    const {stdout} = await run('sh', ['-c', script, 'sh', process.execPath, bin], {
      cwd: folder.path,
      env: environment(),
    })
    expect(stdout).to.equal('3\n')
  })

  it('prints no escape code into a pipe, and ASCII symbols where the locale is not UTF-8', async () => {
    const {stdout, code} = await runCli(['doctor'], {cwd: folder.path, env: {LC_ALL: 'C'}})
    expect(code).to.equal(1)
    expect(stdout).to.match(/^x No town here/m)
    expect(stdout).not.to.match(/\u001b/)
  })

  it('names a folder that is gone instead of failing obscurely', async () => {
    const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$1" "$2" status'
    const failure: {code?: number; stderr?: string} = await run('sh', ['-c', script, 'sh', process.execPath, bin], {
      cwd: folder.path,
      env: environment(),
    }).then(
      () => ({}),
      (error: unknown) => error as {code: number; stderr: string},
    )
    expect(failure.code).to.equal(3)
    expect(failure.stderr).to.contain('[GT_CWD_GONE]')
  })
})

type Taken = Pick<Manifest['commands'][string], 'flags' | 'args' | 'strict'>

/** What its command would not take of an example. @param text what follows the command's own words */
function mistakesIn(text: string, {flags, args, strict}: Taken): string[] {
  const [own = ''] = text.split(/ [<>|] | && /)
  const words = [...own.matchAll(/'[^']*'|"[^"]*"|\S+/g)].map(([word]) => word)
  const end = words.indexOf('--')
  const mistakes: string[] = []
  const places: string[] = []
  for (let at = 0; at < (end === -1 ? words.length : end); at++) {
    const [word = '', value] = words[at]?.split('=', 2) ?? []
    const name = word.startsWith('--')
      ? word.slice(2)
      : Object.keys(flags).find((flag) => word === `-${flags[flag]?.char}`)
    if (!word.startsWith('-') || word === '-') places.push(word)
    else if (name === undefined || !(name.replace(/^no-/, '') in flags)) mistakes.push(`no flag ${word}`)
    else if (flags[name]?.type === 'option') {
      const given = value ?? words[++at]
      if (given === undefined) mistakes.push(`${word} without a value`)
      const {options} = flags[name]
      if (options && given !== undefined && !options.includes(given)) mistakes.push(`${word} does not take ${given}`)
    }
  }
  const needed = Object.values(args).filter(({required}) => required).length
  const most = strict === false ? Infinity : Object.keys(args).length
  if (places.length < needed || places.length > most) mistakes.push(`${places.length} arguments`)
  return mistakes
}
