import {expect} from 'chai'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {errorOf} from './in-town.js'
import {
  changes,
  factsOf,
  lostFiles,
  lostKeys,
  namesOfYesterday,
  treeNow,
  unpack,
  type Tree,
  type Yesterday,
} from './yesterday.js'

interface Runs {
  runs: {id: string; state: string}[]
}

interface Report {
  results: {id: string; rig?: string; status: string}[]
}

for (const name of namesOfYesterday()) {
  describe(`a town of yesterday, ${name}, of ${factsOf(name).gt}: its journals`, function () {
    this.timeout(180_000)
    let kept: Yesterday
    beforeEach(() => (kept = unpack(name)))
    afterEach(() => kept.remove())

    const states = async (): Promise<Record<string, string>> => {
      const {runs} = (await kept.ask('doctor runs')).document as Runs
      return Object.fromEntries(runs.map(({id, state}) => [id, state]))
    }
    /** All but the journals themselves. */
    const town = (): Tree => treeNow(kept.town, ['mayor/doctor'])

    it('undo, one after the other: each gives back the very bytes and modes that its --fix found', async () => {
      const {runs} = kept.facts
      // Newest first. That of docs was undone half-way: it goes on; that of api was killed in the middle of a clone.
      for (const what of ['docs', 'api', 'web', 'town'] as const) {
        const {code, document} = await kept.ask('doctor undo')
        expect((document as {undo: object}).undo, what).to.deep.include({run: runs[what], conflicts: []})
        expect(code, what).to.equal(0)
        expect(changes(kept.trees[`before ${what}`], town()), what).to.deep.equal([])
      }
      expect(await states()).to.deep.equal(Object.fromEntries(Object.values(runs).map((id) => [id, 'undone'])))
      const {code, stdout} = await kept.gt('doctor undo --json')
      expect([code, errorOf(stdout).code]).to.deep.equal([1, 'GT_NOTHING_TO_UNDO'])
    })

    it('--fix does the rest, keeps them, and is itself undone to the byte', async () => {
      const [before, old] = [town(), await states()]
      const {results} = (await kept.ask('doctor --fix')).document as Report
      const fixed = results.filter(({status}) => status === 'fixed').map(({id, rig}) => `${rig}: ${id}`)
      expect(fixed).to.include.members([
        'api: workspace/refinery-clone',
        'api: workspace/registry',
        'docs: workspace/refinery-state',
      ])
      expect(await states()).to.include(old)
      expect([...lostFiles(kept), ...lostKeys(kept)]).to.deep.equal([])
      const {code} = await kept.ask('doctor undo')
      expect(code).to.equal(0)
      expect(changes(before, town())).to.deep.equal([])
    })

    it('and that of a town whose own files lie in .gastown', async () => {
      const older = {cwd: kept.older}
      const {document} = await kept.ask('doctor --skip Environment', older)
      expect((document as {summary: object}).summary).to.include({failed: 0, warned: 0, errored: 0})
      expect((await kept.gt('install --force', older)).code).to.equal(0)
      expect(changes(kept.trees['older now'], treeNow(kept.older)).filter(isElsewhere)).to.deep.equal([])
      expect((await kept.gt('doctor undo', older)).code).to.equal(0)
      const left = changes(kept.trees['older before'], treeNow(kept.older, ['.gastown/doctor']))
      expect(left.filter(isElsewhere)).to.deep.equal([])
      const {code, stdout} = await kept.gt('rig list --json', older)
      expect([code, errorOf(stdout).code]).to.deep.equal([3, 'GT_FILE_CORRUPT'])
      expect((await kept.gt('doctor --fix', older)).code).to.equal(0)
      const {rigs} = (await kept.ask('rig list', older)).document as {rigs: {name: string; polecats: string[]}[]}
      expect(rigs.map((rig) => [rig.name, ...rig.polecats])).to.deep.equal([['solo', 'one']])
      expect(readFileSync(join(kept.older, '.gastown/state.json'), 'utf8')).to.include('"x_later": "kept"')
      expect(JSON.parse(readFileSync(join(kept.older, '.gastown/config.json'), 'utf8'))).to.deep.include({
        machine: {name: 'west', hub: 'desk:/home/me/ai'},
        x_later: 'kept',
      })
    })
  })
}

/** gt install --force adds the line of the trash, which towns of yesterday have not got. */
function isElsewhere(change: string): boolean {
  return !change.startsWith('.gitignore: ')
}
