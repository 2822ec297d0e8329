import {expect} from 'chai'
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {rigTown} from './fresh-town.js'
import {inTown} from './in-town.js'
import {git, write} from './repositories.js'
import {expectHealthy, snapshot} from './towns.js'

/** What the tests read in a town's files. */
interface Files {
  branch: string
  beads_path: string
  federation: unknown
  projects: Record<string, {git_url: string} | undefined>
}

describe('gt rig', () => {
  let [town, rich, small] = ['', '', '']
  const shared = rigTown((fresh) => ({town, rich, small} = fresh))

  const {gt, gtOk, gtFails} = inTown(() => town)
  const json = (path: string): Files => JSON.parse(readFileSync(join(town, path), 'utf8')) as Files

  it('a corrupt state.json stops every command that needs it, and stays as it is', async function () {
    this.timeout(120_000)
    await gtOk('rig', 'add', 'web', small)
    const text = '{\n  "version": 1,\n  "projects": {"web": {}}\n}\n'
    for (const corrupt of [text, '{"version": 1,']) {
      writeFileSync(join(town, 'mayor/state.json'), corrupt)
      for (const args of [
        ['rig', 'add', 'b', small],
        ['rig', 'adopt', 'web'],
        ['rig', 'list'],
        ['rig', 'show', 'web'],
        ['rig', 'remove', 'web'],
        ['rig', 'remove', 'web', '--delete'],
        ['polecat', 'add', 'web/p'],
        ['polecat', 'list'],
        ['polecat', 'remove', 'web/p'],
      ]) {
        const failure = await gtFails(...args)
        expect(failure, args.join(' ')).to.include({code: 3, error: 'GT_FILE_CORRUPT'})
        expect(failure.message).to.match(/mayor\/state\.json is corrupt, line \d+, column \d+: /)
      }
      const {code, stdout} = await gt(['status'])
      expect(code).to.equal(3)
      expect(stdout).to.match(/mayor\/state\.json is corrupt, line \d+/)
      expect(readFileSync(join(town, 'mayor/state.json'), 'utf8')).to.equal(corrupt)
    }
  })

  describe('gt rig list, show', () => {
    it('gt rig list --json', async () => {
      expect(await gtOk('rig', 'list')).to.deep.equal({rigs: []})
      await gtOk('rig', 'add', 'web', small)
      await gtOk('rig', 'add', 'api', small)
      const {rigs} = await gtOk('rig', 'list')
      expect(rigs).to.deep.equal(
        ['api', 'web'].map((name) => ({
          name,
          path: join(town, name),
          git_url: small,
          registered: true,
          configured: true,
          state: 'ok',
          machine: 'local',
          polecats: [],
        })),
      )
      expect((await gt(['rig', 'list'])).stdout).to.equal(
        `RIG  POLECATS  GIT URL${' '.repeat(small.length - 5)}STATE\napi  0         ${small}  ok\nweb  0         ${small}  ok\n`,
      )
    })

    it('gt rig show NAME', async () => {
      await gtOk('rig', 'add', 'web', rich, '--branch', 'develop')
      const {rig} = await gtOk('rig', 'show', 'web')
      expect(rig).to.deep.include({branch: 'develop', machines: ['local'], polecats: []})
      expect(rig.clones.mayor).to.deep.equal({path: join(town, 'mayor/rigs/web'), branch: 'develop'})
      expect(await gtFails('rig', 'show', 'wbe')).to.include({
        code: 2,
        error: 'GT_RIG_NOT_FOUND',
        hint: 'did you mean web?',
      })
    })
  })

  describe('gt rig remove, adopt', () => {
    it('gt rig remove NAME unregisters, gt rig adopt DIR brings it back', async () => {
      await gtOk('rig', 'add', 'web', small)
      await gtOk('polecat', 'add', 'web/p')
      write(town, {'web/p/new.txt': 'work'})
      await gtOk('rig', 'remove', 'web')
      expect(await gtOk('rig', 'list')).to.deep.equal({rigs: []})
      expect(readFileSync(join(town, 'web/p/new.txt'), 'utf8')).to.equal('work')
      expect((await gtFails('rig', 'add', 'web', small)).hint).to.equal('adopt it with gt rig adopt web')
      const removed = 'it was removed, and its folder stayed: gt rig adopt web brings it back'
      expect((await gtFails('polecat', 'add', 'web/x')).hint).to.equal(removed)
      await gt(['doctor', '--fix'])
      expect(await gtOk('rig', 'list')).to.deep.equal({rigs: []})
      const {rig} = await gtOk('rig', 'adopt', 'web')
      expect(rig).to.deep.include({name: 'web', adopted: true, missing: []})
      expect((await gtOk('rig', 'adopt', './web/'))['rig'].adopted).to.equal(false)
      await expectHealthy(town)
    })

    it('gt rig adopt refuses what is no rig of this town', async () => {
      git(town, 'clone', '-q', small, 'clone')
      mkdirSync(join(town, 'plain'))
      symlinkSync(shared.path, join(town, 'link'))
      expect(await gtFails('rig', 'adopt', 'clone')).to.include({code: 2, error: 'GT_NOT_A_RIG'})
      expect(await gtFails('rig', 'adopt', 'plain')).to.include({code: 2, error: 'GT_NOT_A_RIG'})
      expect(await gtFails('rig', 'adopt', shared.path)).to.include({code: 2, error: 'GT_NOT_IN_TOWN'})
      expect(await gtFails('rig', 'adopt', 'link')).to.include({code: 2, error: 'GT_NOT_IN_TOWN'})
      expect(await gtFails('rig', 'adopt', 'nothing')).to.include({code: 3, error: 'GT_NOT_FOUND'})
    })

    it('gt rig remove NAME of a rig whose folder is gone', async () => {
      await gtOk('rig', 'add', 'web', small)
      rmSync(join(town, 'web'), {recursive: true})
      await gtOk('rig', 'remove', 'web')
      expect(await gtOk('rig', 'list')).to.deep.equal({rigs: []})
    })

    it('gt rig remove NAME --delete', async () => {
      await gtOk('rig', 'add', 'web', rich)
      await gtOk('polecat', 'add', 'web/p')
      write(town, {'web/.gastown/mail/p/inbox.jsonl': '{"id":1}\n'})
      const {rig} = await gtOk('rig', 'remove', 'web', '--delete')
      const trash = join(town, 'mayor/trash', rig.trash)
      expect(readFileSync(join(trash, 'rig/.gastown/mail/p/inbox.jsonl'), 'utf8')).to.equal('{"id":1}\n')
      expect(existsSync(join(town, 'web'))).to.equal(false)
      expect(readdirSync(join(town, 'mayor/rigs'))).to.deep.equal([])
      expect(readdirSync(join(town, 'mayor/staging'))).to.deep.equal([])
      expect(json('mayor/state.json').projects).to.deep.equal({})
    })

    it('gt rig remove NAME --delete refuses while any clone holds work, and names it', async () => {
      await gtOk('rig', 'add', 'web', small)
      await gtOk('polecat', 'add', 'web/p')
      write(town, {'mayor/rigs/web/notes.txt': 'mine', 'web/p/a.txt': 'changed\n'})
      git(join(town, 'web/refinery/rig'), 'commit', '-q', '--allow-empty', '-m', 'merged here')
      const before = snapshot(town)
      const failure = await gtFails('rig', 'remove', 'web', '--delete')
      expect(failure).to.include({code: 1, error: 'GT_WORK_AT_RISK'})
      expect(failure.message).to.match(/web\/refinery\/rig holds 1 unpushed commit: \w+ merged here/)
      expect(failure.message).to.include('mayor/rigs/web holds 1 untracked file: notes.txt')
      expect(failure.message).to.include('web/p holds 1 uncommitted change: a.txt')
      expect(snapshot(town)).to.deep.equal(before)
    })

    it('gt rig remove NAME --delete refuses while there are files that gt did not make', async () => {
      await gtOk('rig', 'add', 'web', small)
      write(town, {'web/todo.txt': 'mine', 'web/refinery/plan.md': 'mine', 'web/folder/x': 'mine'})
      const failure = await gtFails('rig', 'remove', 'web', '--delete')
      expect(failure).to.include({code: 1, error: 'GT_FOREIGN_FILES'})
      for (const name of ['todo.txt', 'refinery/plan.md', 'folder']) expect(failure.message).to.include(name)
      expect(readFileSync(join(town, 'web/todo.txt'), 'utf8')).to.equal('mine')
    })
  })
})
