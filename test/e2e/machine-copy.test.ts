import {expect} from 'chai'
import {randomBytes} from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {startSshd, type Sshd} from '../support/sshd.js'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {addMachines, wayTo} from './remote-town.js'

describe('gt machine copy', function () {
  this.timeout(60_000)
  const folder = temporaryFolder('copy')
  const [hub, here, there] = [join(folder.path, 'hub'), join(folder.path, 'here'), join(folder.path, 'there')]
  let sshd: Sshd
  const copy = async (...words: string[]): Promise<CliResult> => runCli(['machine', 'copy', ...words], {cwd: hub})
  const file = (path: string, bytes: Buffer | string, mode = 0o644): string => {
    writeFileSync(path, bytes)
    chmodSync(path, mode)
    return path
  }

  before(async () => {
    sshd = await startSshd()
    expect((await runCli(['install', hub, '--no-git'], {cwd: folder.path})).code).to.equal(0)
    addMachines(hub, {gpu1: wayTo(sshd), gpu2: wayTo(sshd), west: wayTo(sshd)}, [sshd])
    for (const path of [here, there]) mkdirSync(path)
  })
  after(async () => {
    await sshd.stop()
    folder.remove()
  })

  it('brings every byte and the mode there, and back', async () => {
    const bytes = randomBytes(3_000_000)
    const source = file(join(here, "it's ü $(x)"), bytes, 0o750)
    const {code, stdout} = await copy(source, `west:${there}/`)
    expect([code, stdout]).to.deep.equal([0, `Copied ${source} to west:${there}/\n`])
    const copied = join(there, "it's ü $(x)")
    expect(readFileSync(copied).equals(bytes)).to.equal(true)
    expect(statSync(copied).mode & 0o777).to.equal(0o750)
    expect((await copy(`west:${copied}`, join(here, 'back'))).code).to.equal(0)
    expect(readFileSync(join(here, 'back')).equals(bytes)).to.equal(true)
    expect(readdirSync(there)).to.deep.equal(["it's ü $(x)"])
  })

  it('brings all there is from a machine, of any size and however many', async () => {
    mkdirSync(join(there, 'many'))
    const names = Array.from({length: 1200}, (_, index) => `f${index}`)
    for (const name of names) file(join(there, 'many', name), '')
    for (const bytes of [1_000_000, 5_000_000]) {
      const content = randomBytes(bytes)
      file(join(there, 'large'), content)
      const {code, stderr} = await copy(`west:${there}/large`, join(here, 'large'))
      expect(code, stderr).to.equal(0)
      expect(readFileSync(join(here, 'large')).equals(content)).to.equal(true)
    }
    for (const [at, from] of ['west', 'west', 'gpu1'].entries()) {
      expect((await copy('-r', `${from}:${there}/many`, join(here, `many-${at}`))).code).to.equal(0)
      expect(readdirSync(join(here, `many-${at}`)).sort()).to.deep.equal([...names].sort())
    }
    expect((await copy('-r', `west:${there}/many`, `gpu2:${there}/more`)).code).to.equal(0)
    expect(readdirSync(join(there, 'more')).sort()).to.deep.equal([...names].sort())
    for (const name of ['many', 'more', 'large']) rmSync(join(there, name), {recursive: true})
  })

  it('replaces a file, and goes to several machines and from them', async () => {
    const source = file(join(here, 'new'), 'new')
    file(join(there, 'new'), 'old')
    expect((await copy(source, file(join(here, 'empty'), ''), `west:${there}`)).code).to.equal(0)
    expect([readFileSync(join(there, 'new'), 'utf8'), readFileSync(join(there, 'empty'), 'utf8')]).to.deep.equal([
      'new',
      '',
    ])
    const both = JSON.parse((await copy(source, `gpu[1-2]:${there}/`, '--json')).stdout) as {copied: {to: string}[]}
    expect(both.copied.map(({to}) => to)).to.deep.equal([`gpu1:${there}/`, `gpu2:${there}/`])
    const logs = join(here, 'logs')
    expect((await copy(`gpu*:${there}/new`, logs)).code).to.equal(0)
    expect(readdirSync(logs)).to.deep.equal(['gpu1', 'gpu2'])
    expect(readFileSync(join(logs, 'gpu2/new'), 'utf8')).to.equal('new')
  })

  it('takes folders with -r, links as links, and merges nothing', async () => {
    mkdirSync(join(here, 'tree/sub'), {recursive: true})
    file(join(here, 'tree/sub/run'), 'x', 0o755)
    symlinkSync('sub/run', join(here, 'tree/link'))
    const source = join(here, 'tree')
    expect((await copy(source, `west:${there}`)).stderr).to.match(/GT_NOT_A_FILE[^]*add -r/)
    expect((await copy('-r', source, `west:${there}`)).code).to.equal(0)
    expect(statSync(join(there, 'tree/sub/run')).mode & 0o777).to.equal(0o755)
    expect(readFileSync(join(there, 'tree/link'), 'utf8')).to.equal('x')
    file(join(there, 'tree/own'), 'mine')
    const again = await copy('-r', source, `west:${there}`)
    expect(again.code).to.equal(3)
    expect(again.stderr)
      .to.match(/GT_EXISTS/)
      .and.to.match(/nothing is merged/)
    expect(readFileSync(join(there, 'tree/own'), 'utf8')).to.equal('mine')
  })

  it('takes what is in a folder that a link leads to', async () => {
    mkdirSync(join(here, 'real'))
    file(join(here, 'real/inside'), 'x')
    symlinkSync('real', join(here, 'way'))
    expect((await copy('-r', join(here, 'way'), `west:${there}`)).code).to.equal(0)
    expect(readFileSync(join(there, 'way/inside'), 'utf8')).to.equal('x')
  })

  it('writes to what a link leads to, and keeps the link', async () => {
    file(join(there, 'real.conf'), 'old')
    symlinkSync('real.conf', join(there, 'app.conf'))
    const source = file(join(here, 'app.conf'), 'new')
    for (const target of [`west:${there}/app.conf`, `west:${there}/`]) {
      writeFileSync(join(there, 'real.conf'), 'old')
      expect((await copy(source, target)).code).to.equal(0)
      expect(readlinkSync(join(there, 'app.conf'))).to.equal('real.conf')
      expect(readFileSync(join(there, 'real.conf'), 'utf8')).to.equal('new')
    }
  })

  it('leaves nothing there when it is interrupted', async () => {
    const big = file(join(here, 'big'), Buffer.alloc(200_000_000))
    for (const endWith of ['SIGINT', 'SIGKILL'] as const) {
      const isUnderWay = (): boolean => readdirSync(there).some((name) => name.startsWith('.gt-copy-'))
      await runCli(['machine', 'copy', big, `west:${there}/big`], {cwd: hub, endWhen: isUnderWay, endWith})
      for (let tries = 0; isUnderWay(); tries++) {
        expect(tries, endWith).to.be.below(300)
        await sleep(50)
      }
      expect(existsSync(join(there, 'big'))).to.equal(false)
    }
  })

  it('says what is wrong, for each, and leaves nothing half there', async () => {
    const source = file(join(here, 'one'), 'one')
    mkdirSync(join(there, 'taken/one'), {recursive: true})
    const {code, stderr} = await copy(source, join(here, 'missing'), `west:${there}/`)
    expect([code, existsSync(join(there, 'one'))]).to.deep.equal([3, true])
    expect(stderr).to.match(/missing does not exist/)
    for (const [words, wanted] of [
      [[source, `west:${there}/no/such/one`], /GT_NOT_FOUND/],
      [[source, `nowhere:${there}`], /GT_MACHINE_NOT_FOUND/],
      [[source], /GT_USAGE/],
      [[source, join(here, 'tree/../one'), `west:${there}/`], /two of the files/],
      [[source, `gpu1:${there}/new`, `west:${there}/`], /several machines/],
      [[source, `west:${there}/taken`], /GT_NOT_A_FILE|GT_NOT_FOUND/],
      [[source, join(here, 'two')], /GT_USAGE.*/],
      [[source, 'west:/proc/x'], /Error: .*\/proc\/x/],
      [['west:..', here], /GT_PATH_INVALID/],
      [[`west:${there}/bad\ufffd`, here], /GT_PATH_INVALID/],
    ] as const) {
      const refused = await copy(...words)
      expect(refused.code, words.join(' ')).to.be.oneOf([2, 3])
      expect(refused.stderr).to.match(wanted)
    }
    expect(readdirSync(there).filter((name) => name.startsWith('.gt-'))).to.deep.equal([])
  })
})
