import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {errorOf, type Documents} from './in-town.js'
import {git} from './repositories.js'
import {changes, factsOf, lostFiles, lostKeys, namesOfYesterday, treeNow, unpack, type Yesterday} from './yesterday.js'

for (const name of namesOfYesterday()) {
  describe(`a town of yesterday, ${name}, of ${factsOf(name).gt}: working in it`, function () {
    this.timeout(180_000)
    let kept: Yesterday
    beforeEach(() => (kept = unpack(name)))
    afterEach(() => kept.remove())

    /** Whatever a command did: each letter, note and file of work is somewhere in the town. */
    const nothingIsLost = (): void => {
      expect([...lostFiles(kept), ...lostKeys(kept)]).to.deep.equal([])
      expect(read('.gitignore')).to.match(/^# mine\n\/private\/\n[^]*\n!\/private\/keep\n/)
    }
    const read = (path: string): string => readFileSync(join(kept.town, path), 'utf8')
    const ok = async (line: string): Promise<Documents> => {
      const {code, stdout, stderr} = await kept.gt(`${line} --json`)
      expect({code, stderr}, stdout).to.deep.equal({code: 0, stderr: ''})
      return JSON.parse(stdout) as Documents
    }
    const refused = async (line: string): Promise<{code: string; message: string; hint: string}> => {
      const {code, stdout} = await kept.gt(`${line} --json`)
      expect(code, stdout).to.equal(1)
      return errorOf(stdout)
    }
    const savedWork = (): Record<string, string> => {
      const format = '--format=%(refname) %(objectname)'
      const refs = git(join(kept.town, 'web/refinery/rig'), 'for-each-ref', format, 'refs/gt/removed').split('\n')
      return Object.fromEntries(refs.map((line) => line.split(' ') as [string, string]))
    }

    it('gt install --force leaves every byte as it is but for the line of the trash, gt install refuses', async () => {
      expect((await ok('install --force')).workspace).to.deep.include({
        refreshed: true,
        created: [],
        changed: ['.gitignore'],
      })
      expect(await refused('install')).to.include({code: 'GT_ALREADY_INSTALLED'})
      const changed = changes(kept.trees['now'], treeNow(kept.town))
      expect(changed.map((line) => line.split(':')[0])).to.deep.equal(['.gitignore'])
      nothingIsLost()
    })

    it('a rig that was removed is not added over, and comes back by gt rig adopt as it was', async () => {
      const config = read('old/.gastown/config.removed.json')
      expect(await refused('rig add old https://git.example/old.git')).to.include({
        code: 'GT_PATH_TAKEN',
        hint: 'adopt it with gt rig adopt old',
      })
      await ok('rig adopt old')
      expect(read('old/.gastown/config.json')).to.equal(config)
      await ok('rig adopt api')
      const {rigs} = await ok('rig list')
      expect(rigs.map((rig) => [rig.name, ...rig.polecats])).to.deep.include.members([
        ['api', 'one'],
        ['old', 'pal'],
      ])
      expect(Object.keys((JSON.parse(read('mayor/state.json')) as {projects: object}).projects)).to.have.members(
        rigs.map((rig) => rig.name),
      )
      nothingIsLost()
    })

    it('gt rig remove and gt rig adopt of a rig with settings give back every byte of them', async () => {
      const config = read('web/.gastown/config.json')
      await ok('rig remove web')
      expect(read('web/.gastown/config.removed.json')).to.equal(config)
      await ok('rig adopt web')
      expect(read('web/.gastown/config.json')).to.equal(config)
      expect(savedWork()).to.deep.equal(kept.facts.saved)
      // Its key for the registry went with the entry.
      kept.facts.later = kept.facts.later.filter(({place}) => place.join() !== 'projects,web')
      nothingIsLost()
    })

    it('gt rig remove --delete goes on where it was killed, and keeps the mail; elsewhere it names what it would lose', async () => {
      const {rig} = await ok('rig remove torn --delete')
      expect(read(`mayor/trash/${rig.trash}/rig/.gastown/mail/two/inbox.jsonl`)).to.include('{"id":1,"to":"torn/two"}')
      expect((await ok('rig list')).rigs.map((one) => one.name)).to.deep.equal(['api', 'docs', 'web'])
      expect(readdirSync(join(kept.town, 'mayor/staging')).filter((one) => one.includes('torn'))).to.deep.equal([])
      const error = await refused('rig remove web --delete')
      expect(error.code).to.equal('GT_FOREIGN_FILES')
      expect(error.message).to.include('NOTES.md')
      nothingIsLost()
    })

    it('gt rig add of one whose adding was killed works, and sweeps what was half made', async () => {
      const staging = join(kept.town, 'mayor/staging')
      const halfMade = (): string[] =>
        readdirSync(staging).filter((one) => existsSync(join(staging, one, 'rig/refinery')))
      expect(halfMade().filter((one) => one !== 'removing~torn')).to.have.length(1)
      await ok('rig add late https://git.example/late.git')
      expect((await ok('rig list')).rigs.map((one) => one.name)).to.include('late')
      expect(halfMade()).to.deep.equal(['removing~torn'])
      nothingIsLost()
    })

    it('a polecat of a name that was removed finds its mail, and the work that was saved stays', async () => {
      await ok('polecat add web/sad')
      expect(read('web/sad/mail/inbox.jsonl')).to.include('{"id":1,"to":"web/sad"}\n{"id":2')
      expect(savedWork()).to.deep.equal(kept.facts.saved)
      nothingIsLost()
    })

    it('gt polecat remove refuses what is nowhere else, and goes on where it was killed', async () => {
      const joy = await refused('polecat remove web/joy')
      expect(joy.code).to.equal('GT_WORK_AT_RISK')
      for (const what of ['staged.txt', 'new.txt', 'untracked.txt', 'work of joy', 'stash@{0}'])
        expect(joy.message).to.include(what)
      const half = await refused('polecat remove web/half')
      expect(half.code).to.equal('GT_WORK_AT_RISK')
      for (const what of ['staged.txt', 'untracked.txt', 'stash@{0}']) expect(half.message).to.include(what)
      expect(read('web/half/untracked.txt')).to.equal('untracked by half\n')
      expect((await ok('polecat list')).polecats.map(({address}) => address)).to.include('web/half')
      await ok('polecat remove web/happy')
      expect(existsSync(join(kept.town, 'web/happy'))).to.equal(false)
      expect(read('web/.gastown/mail/happy/inbox.jsonl')).to.include('{"id":1,"to":"web/happy"}')
      nothingIsLost()
    })

    it('gt polecat remove --force moves one that was being removed to the trash, with its work', async () => {
      const {polecat} = await ok('polecat remove web/half --force')
      expect(read(`mayor/trash/${polecat.trash}/polecat/untracked.txt`)).to.equal('untracked by half\n')
      expect(savedWork()).to.deep.equal(kept.facts.saved)
      const {entries} = await ok('trash list')
      expect(entries.map(({address}) => address))
        .to.include('web/half')
        .and.to.include('web/sad')
      // They are in the trash now.
      kept.facts.users = kept.facts.users.filter((path) => !path.includes('removing~web~half'))
      nothingIsLost()
    })

    it('machines come and go, and those that stay are as they were', async () => {
      expect(await refused('machine remove west')).to.include({code: 'GT_MACHINE_IN_USE'})
      await ok('machine add east --host east.example --no-verify')
      await ok('machine remove shut')
      const {machines} = JSON.parse(read('mayor/machines.json')) as {machines: Record<string, object>}
      expect(Object.keys(machines).sort()).to.deep.equal(['cloud', 'desk', 'east', 'west'])
      expect(machines['west']).to.include({draining: true, ssh_key_path: '/home/me/.ssh/id_ed25519', capacity: 8})
      nothingIsLost()
    })
  })
}
