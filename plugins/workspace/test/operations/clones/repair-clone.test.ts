import {execFileSync} from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {confined} from '@gt-town/connection'
import type {Connection, HubAndTarget, Rig} from '@gt-town/contract'
import {expect} from 'chai'
import {LocalConnection} from '@gt-town/connection-local'
import {repairClone} from '../../../src/operations/clones/repair-clone.js'
import {addRig} from '../../../src/use-cases/add-rig.js'
import {install} from '../../../src/use-cases/install.js'
import {listTrash} from '../../../src/use-cases/list-trash.js'
import {restoreTrash} from '../../../src/use-cases/restore-trash.js'
import {copyTree} from '../../../../../test/support/copy-tree.js'

const {signal} = new AbortController()

describe('repairClone', function () {
  let folder: string
  let root: string
  let origin: string
  let connection: Connection
  let rig: Rig
  let clone: string
  const kept = (): string => `${folder}-kept`
  const town = (): {root: string; configDir: 'mayor'} => ({root, configDir: 'mayor'})
  const repair = async (): Promise<unknown> => repairClone(connection, town(), rig, clone, signal)
  const where = (): HubAndTarget => {
    const here = {connection, workspace: town()}
    return {machine: 'local', hub: here, target: here}
  }
  const trash = async () => (await listTrash(where())).entries
  const beside = (): string[] => readdirSync(join(clone, '..')).filter((name) => name.includes('.corrupt-'))

  /** A town is made once, and copied to where it was made for each test. */
  before(async () => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), 'gt-repair-clone-'))
    origin = join(folder, 'origin')
    root = join(folder, 'town')
    mkdirSync(origin)
    mkdirSync(root)
    git(origin, 'init', '-q', '-b', 'main')
    writeFileSync(join(origin, 'file'), 'text')
    git(origin, 'add', 'file')
    git(origin, 'commit', '-q', '-m', 'begin')
    const local = new LocalConnection()
    await install({connection: local}, {path: root, force: false, git: false, now: new Date(), signal})
    const here = {connection: local, workspace: town()}
    const where = {machine: 'local', hub: here, target: here}
    await addRig(where, {name: 'beads', gitUrl: `file://${origin}`}, {from: () => folder, signal})
    connection = confined(local, root)
    rig = {name: 'beads', path: join(root, 'beads'), registered: true, configured: true, gitUrl: `file://${origin}`}
    clone = join(rig.path, 'refinery', 'rig')
    renameSync(folder, kept())
  })
  beforeEach(() => copyTree(kept(), folder))
  afterEach(() => rmSync(folder, {recursive: true}))
  after(() => rmSync(kept(), {recursive: true}))

  it('leaves a valid clone alone', async () => {
    writeFileSync(join(clone, 'work'), 'mine')
    await repair()
    expect(readFileSync(join(clone, 'work'), 'utf8')).to.equal('mine')
    expect(beside()).to.deep.equal([])
  })

  it('needs no network where another clone has the objects', async () => {
    rmSync(clone, {recursive: true})
    rmSync(origin, {recursive: true})
    await repair()
    git(clone, 'fsck', '--strict')
    expect(readFileSync(join(clone, 'file'), 'utf8')).to.equal('text')
    expect(git(clone, 'config', 'remote.origin.url').trim()).to.equal(`file://${origin}`)
  })

  it('takes the origin where no clone here can lend its objects', async () => {
    rmSync(clone, {recursive: true})
    writeFileSync(join(root, 'mayor', 'rigs', 'beads', '.git', 'HEAD'), '')
    await repair()
    expect(readFileSync(join(clone, 'file'), 'utf8')).to.equal('text')
  })

  it('takes the origin where the objects of the lender turn out to be broken', async () => {
    rmSync(clone, {recursive: true})
    const objects = join(root, 'mayor', 'rigs', 'beads', '.git', 'objects')
    const packs = readdirSync(join(objects, 'pack')).filter((name) => name.endsWith('.pack'))
    const loose = readdirSync(objects).filter((name) => name.length === 2)
    for (const path of [
      ...packs.map((name) => join('pack', name)),
      ...loose.flatMap((name) => readdirSync(join(objects, name)).map((file) => join(name, file))),
    ]) {
      rmSync(join(objects, path))
      writeFileSync(join(objects, path), 'broken')
    }
    await repair()
    git(clone, 'fsck', '--strict')
  })

  it('keeps all of a broken clone in the trash, from where it can be restored', async () => {
    writeFileSync(join(clone, '.git', 'HEAD'), '')
    await repair()
    const [entry] = await trash()
    expect(entry?.manifest).to.include({kind: 'clone', address: 'beads/refinery', from: clone})
    expect(readFileSync(join(entry?.path ?? '', 'refinery', '.git', 'HEAD'), 'utf8')).to.equal('')
    git(clone, 'status')
    const refused: unknown = await restoreTrash(where(), 'beads/refinery').catch((reason: unknown) => reason)
    expect(refused).to.include({code: 'GT_PATH_TAKEN'})
    rmSync(clone, {recursive: true})
    await restoreTrash(where(), 'beads/refinery')
    expect(readFileSync(join(clone, '.git', 'HEAD'), 'utf8')).to.equal('')
    expect(await trash()).to.deep.equal([])
  })

  const broken: Record<string, () => void> = {
    'an empty HEAD': () => writeFileSync(join(clone, '.git', 'HEAD'), ''),
    'a branch of noughts': () => writeFileSync(join(clone, '.git', 'refs', 'heads', 'main'), `${'0'.repeat(40)}\n`),
    'an index that is cut': () => writeFileSync(join(clone, '.git', 'index'), 'DIRC'),
    'empty objects': () => emptyObjects(join(clone, '.git', 'objects')),
  }
  const work: Record<string, () => void> = {
    'a new file': () => writeFileSync(join(clone, 'work'), 'mine'),
    'a changed file': () => writeFileSync(join(clone, 'file'), 'mine'),
  }
  for (const [how, damage] of Object.entries(broken)) {
    it(`makes a clone with ${how} anew where it holds nothing else`, async () => {
      rmSync(join(clone, 'file'))
      damage()
      await repair()
      expect(readFileSync(join(clone, 'file'), 'utf8')).to.equal('text')
      expect(await trash()).to.have.length(1)
    })
    for (const [what, make] of Object.entries(work)) {
      it(`leaves a clone with ${how} in which ${what} is only there`, async () => {
        make()
        damage()
        const error: unknown = await repair().catch((reason: unknown) => reason)
        expect(error).to.include({code: 'GT_WORK_AT_RISK'})
        expect(await trash()).to.deep.equal([])
      })
    }
  }

  it('leaves a clone with a broken index in which a commit is only there', async () => {
    git(clone, 'commit', '-q', '--allow-empty', '-m', 'mine')
    writeFileSync(join(clone, '.git', 'index'), 'DIRC')
    const error: unknown = await repair().catch((reason: unknown) => reason)
    expect(error).to.include({code: 'GT_WORK_AT_RISK'})
  })

  const lost: Record<string, () => void> = {
    'a tree is lost below changes that are staged': () => {
      mkdirSync(join(clone, 'sub'))
      writeFileSync(join(clone, 'sub', 'a'), 'mine')
      git(clone, 'add', '.')
      git(clone, 'commit', '-q', '-m', 'mine')
      writeFileSync(join(clone, 'sub', 'a'), 'changed')
      git(clone, 'add', '.')
      dropObject('HEAD:sub')
    },
    'nothing says what was checked out, and another branch has commits': () => {
      git(clone, 'checkout', '-q', '-b', 'feature')
      git(clone, 'commit', '-q', '--allow-empty', '-m', 'mine')
      git(clone, 'checkout', '-q', 'main')
      forget()
    },
    'nothing says what was checked out, and a file is only there': () => {
      writeFileSync(join(clone, 'notes'), 'mine')
      forget()
    },
    'there is a stash, and no commit that was checked out': () => {
      git(clone, 'commit', '-q', '--allow-empty', '-m', 'mine')
      writeFileSync(join(clone, 'file'), 'stashed')
      git(clone, 'stash', '-q')
      dropObject('HEAD')
      rmSync(join(clone, '.git', 'logs', 'HEAD'))
    },
    'the git folder lies somewhere else': () => {
      writeFileSync(join(clone, 'notes'), 'mine')
      renameSync(join(clone, '.git'), join(clone, '..', 'g'))
      writeFileSync(join(clone, '.git'), 'gitdir: ../g\n')
      writeFileSync(join(clone, '..', 'g', 'index'), 'junk')
    },
    'there is no git folder, and a file is only there': () => {
      writeFileSync(join(clone, 'notes'), 'mine')
      rmSync(join(clone, '.git'), {recursive: true})
    },
  }
  const dropObject = (name: string): void => {
    const id = git(clone, 'rev-parse', name).trim()
    rmSync(join(clone, '.git', 'objects', id.slice(0, 2), id.slice(2)))
  }
  const forget = (): void => {
    writeFileSync(join(clone, '.git', 'HEAD'), 'junk')
    for (const path of ['logs', 'refs/remotes/origin/HEAD']) rmSync(join(clone, '.git', path), {recursive: true})
  }
  for (const [how, damage] of Object.entries(lost)) {
    it(`leaves a clone where ${how}`, async () => {
      damage()
      const error: unknown = await repair().catch((reason: unknown) => reason)
      expect(error).to.have.property('code').that.is.oneOf(['GT_WORK_AT_RISK', 'GT_CLONE_UNREADABLE'])
      expect(await trash()).to.deep.equal([])
    })
  }

  it('leaves a clone whose fault lies around it', async () => {
    git(clone, 'config', 'core.bare', 'true')
    const error: unknown = await repair().catch((reason: unknown) => reason)
    expect(error).to.include({code: 'GT_CLONE_UNREADABLE'})
    expect(git(clone, 'config', 'core.bare').trim()).to.equal('true')
    expect(await trash()).to.deep.equal([])
  })

  it('moves a link that leads nowhere aside, and a folder without .git to the trash', async () => {
    rmSync(clone, {recursive: true})
    symlinkSync('/nowhere/at/all', clone)
    await repair()
    rmSync(join(clone, '.git'), {recursive: true})
    await repair()
    expect(beside()).to.have.length(1)
    expect(await trash()).to.have.length(1)
    git(clone, 'status')
  })

  it('changes nothing where it cannot clone', async () => {
    writeFileSync(join(clone, '.git', 'HEAD'), '')
    rmSync(join(root, 'mayor', 'rigs', 'beads'), {recursive: true})
    rmSync(origin, {recursive: true})
    const error: unknown = await repair().catch((reason: unknown) => reason)
    expect(error).to.include({code: 'GT_GIT_FAILED'})
    expect(readFileSync(join(clone, '.git', 'HEAD'), 'utf8')).to.equal('')
    expect(await trash()).to.deep.equal([])
  })

  it('is done once by two that start at the same time', async () => {
    writeFileSync(join(clone, '.git', 'HEAD'), '')
    await Promise.all([repair(), repair()])
    expect(await trash()).to.have.length(1)
    git(clone, 'status')
  })

  it('finds out by a clone where the rig comes from', async () => {
    rig = {name: rig.name, path: rig.path, registered: true, configured: false}
    rmSync(join(rig.path, '.gastown', 'config.json'))
    rmSync(clone, {recursive: true})
    await repair()
    git(clone, 'status')
  })
})

function emptyObjects(objects: string): void {
  for (const entry of readdirSync(objects, {recursive: true, withFileTypes: true})) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile()) continue
    rmSync(path)
    writeFileSync(path, '')
  }
}

function git(cwd: string, ...words: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org']
  const env = {PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null'}
  return execFileSync('git', [...identity, ...words], {cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']})
}
