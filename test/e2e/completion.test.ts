import {expect} from 'chai'
import {spawnSync} from 'node:child_process'
import {lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {remoteNamesFile} from '@gt-town/light'
import {bin, runCli, temporaryFolder} from './cli.js'
import {freshTown} from './fresh-town.js'
import {few} from '../support/rounds.js'
import {loadCommand, openShell, type ShellName, type TypingShell} from './typing-shell.js'

const shells: readonly ShellName[] = ['bash', 'zsh', 'fish']

/** What is typed, and the line after Tab. */
const lines: readonly [what: string, typed: string, line: string][] = [
  ['a command', 'gt doc', 'gt doctor '],
  ['a command below a topic', 'gt rig sh', 'gt rig show '],
  ['a flag', 'gt doctor --on', 'gt doctor --only '],
  ['a second flag', 'gt doctor --fix --verb', 'gt doctor --fix --verbose '],
  ['a fixed value', 'gt doctor --format js', 'gt doctor --format json '],
  ['a fixed value after =', 'gt doctor --format=js', 'gt doctor --format=json '],
  ['a check', 'gt doctor --only workspace/refinery-c', 'gt doctor --only workspace/refinery-clone '],
  ['a rig', 'gt doctor w', 'gt doctor web '],
  ['a rig of unicode', 'gt rig show gr', 'gt rig show größe-2.0 '],
  ['a rig in quotes', "gt rig show 'we", "gt rig show 'web' "],
  ['a rig after an alias', 'gt rig rm we', 'gt rig rm web '],
  ['the first part of an address', 'gt polecat remove we', 'gt polecat remove web/'],
  ['the last part of an address', 'gt polecat remove web/h', 'gt polecat remove web/happy '],
  ['a machine', 'gt machine show sou', 'gt machine show south '],
  ['a machine before an address', 'gt mail send sou', 'gt mail send south:'],
  ['what was seen on a machine', 'gt mail send south:fa', 'gt mail send south:far/'],
  ['a polecat there', 'gt mail send south:far/b', 'gt mail send south:far/bob '],
  ['a rig of --machine', 'gt rig show --machine south f', 'gt rig show --machine south far '],
  ['a file', 'gt doctor --output note', 'gt doctor --output notes.txt '],
  ['a file after =', 'gt doctor --output=note', 'gt doctor --output=notes.txt '],
  ['a folder, no file', 'gt rig adopt no', 'gt rig adopt north/'],
  ['nothing where nothing is known', 'gt nothing we', 'gt nothing we'],
]

describe('Tab', () => {
  let town = ''
  freshTown(
    () => ({}),
    (where) => (town = where.town),
  )

  for (const name of shells) {
    describe(`in ${name}`, () => {
      let shell: TypingShell
      let place: {path: string; remove: () => void}

      beforeEach(async () => {
        place = temporaryFolder('tab')
        layOut(town, place.path)
        const script = (await runCli(['autocomplete', 'script', name], {cwd: town})).stdout
        writeFileSync(join(place.path, 'script'), script)
        shell = await openShell(name, {folder: place.path, cwd: town, env: {GT_CACHE_DIR: join(place.path, 'cache')}})
        await shell.enter(loadCommand(name, join(place.path, 'script')))
      })
      afterEach(async () => {
        await shell.end()
        place.remove()
      })

      it('completes commands, flags, values and live names', async () => {
        const got: [string, string, string][] = []
        // What gt answers is the same for all of them.
        const tried = few && name !== 'bash' ? lines.filter((_line, at) => at % 3 === 0) : lines
        for (const [what, typed] of tried) got.push([what, typed, await shell.tab(typed)])
        expect(got).to.deep.equal(tried)
      })

      it('lists what there is, with descriptions where the shell shows them', async () => {
        const text = await shell.list('gt trash ', 'restore')
        expect(text).to.include('empty').and.to.include('show')
        if (name !== 'bash') expect(text).to.include('Delete')
        expect(await shell.list('gt rig show --', '--machine')).to.include('--town')
      })

      it('runs nothing of what is typed, and is silent where there is no town', async () => {
        if (name !== 'zsh') expect(await shell.tab('gt doctor $(touch ran) w')).to.include('$(touch ran)')
        await shell.enter(`cd ${place.path}`)
        expect(await shell.tab('gt rig show w')).to.equal('gt rig show w')
        expect(() => readFileSync(join(town, 'ran'))).to.throw('ENOENT')
      })

      it('works in a town whose files are broken', async () => {
        writeFileSync(join(town, 'mayor', 'config.json'), '{')
        writeFileSync(join(town, 'mayor', 'state.json'), '{')
        writeFileSync(join(town, 'mayor', 'machines.json'), '\u0000')
        expect(await shell.tab('gt rig show we')).to.equal('gt rig show web ')
        expect(await shell.tab('gt machine show s')).to.equal('gt machine show s')
      })
    })
  }
})

describe('gt autocomplete', () => {
  let home: {path: string; remove: () => void}
  beforeEach(() => (home = temporaryFolder('home')))
  afterEach(() => home.remove())

  const run = async (...words: string[]): ReturnType<typeof runCli> =>
    runCli(['autocomplete', ...words], {
      cwd: home.path,
      env: {HOME: home.path, XDG_CONFIG_HOME: undefined, SHELL: '/bin/bash'},
    })

  it('sets completion up through a link, changes nothing the second time, and takes it away again', async () => {
    const before = 'alias a=b\n# no line feed at the end'
    writeFileSync(join(home.path, 'dotfiles'), before, {mode: 0o600})
    symlinkSync('dotfiles', join(home.path, '.bashrc'))
    const first = await run('--yes')
    expect(first.stdout).to.include('is set up').and.to.include('.bashrc')
    const after = readFileSync(join(home.path, 'dotfiles'), 'utf8')
    expect(after.split('\n').slice(0, 2).join('\n')).to.equal(before)
    expect(after.split('\n')).to.have.length(4)
    expect((await run('--yes')).stdout).to.include('already')
    expect(readFileSync(join(home.path, 'dotfiles'), 'utf8')).to.equal(after)
    expect(lstatSync(join(home.path, '.bashrc')).isSymbolicLink()).to.equal(true)
    expect(statSync(join(home.path, 'dotfiles')).mode & 0o777).to.equal(0o600)
    expect((await run('--remove')).stdout).to.include('removed')
    expect(readFileSync(join(home.path, 'dotfiles'), 'utf8')).to.equal(`${before}\n`)
    expect((await run('--remove')).stdout).to.include('none')
  })

  it('asks, so that without a terminal it says what to do', async () => {
    const {code, stderr} = await run('zsh')
    expect(code).to.equal(2)
    expect(stderr).to.include('--yes').and.to.include('gt autocomplete script zsh')
    expect(readdirSync(home.path)).to.deep.equal([])
  })

  it('is found by bash that starts, and by fish', async () => {
    await run('--yes')
    await run('fish', '--yes', '--json')
    // fish looks for completions of programs that there are.
    symlinkSync(bin, join(home.path, 'gt'))
    const options = {env: {HOME: home.path, PATH: `${home.path}:${process.env['PATH']}`}, encoding: 'utf8'} as const
    expect(spawnSync('bash', ['-ic', 'complete -p gt'], options).stdout).to.include('_gt_complete')
    expect(
      spawnSync('fish', ['-c', 'complete -C "gt " > /dev/null; functions -q __gt_complete; and echo found'], options)
        .stdout,
    ).to.equal('found\n')
  })

  it('refuses a shell that it has no script for', async () => {
    const {code, stderr} = await run('tcsh')
    expect(code).to.equal(2)
    expect(stderr).to.include('bash')
  })
})

/** Rigs by name only, a machine that nobody can reach, and what was seen of it once. */
function layOut(town: string, folder: string): void {
  const projects = Object.fromEntries(
    ['web', 'größe-2.0'].map((rig) => [rig, {git_url: `https://example.invalid/${rig}.git`}]),
  )
  writeFileSync(join(town, 'mayor', 'state.json'), JSON.stringify({version: 1, projects}))
  for (const path of ['web/.gastown', 'web/happy', 'north']) mkdirSync(join(town, path), {recursive: true})
  writeFileSync(join(town, 'web', '.gastown', 'config.json'), '{"type":"rig"}')
  writeFileSync(
    join(town, 'mayor', 'machines.json'),
    JSON.stringify({version: 1, machines: {south: {type: 'ssh', host: 'south.invalid', workspace: '/ai'}}}),
  )
  const seen = remoteNamesFile(join(folder, 'cache'), {root: town}, 'south')
  mkdirSync(join(seen, '..'), {recursive: true})
  writeFileSync(seen, JSON.stringify({version: 1, town, rigs: ['far'], polecats: ['far/bob']}))
  writeFileSync(join(town, 'notes.txt'), '')
}
