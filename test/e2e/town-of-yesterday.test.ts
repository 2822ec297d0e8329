import formatsOf from 'ajv-formats'
import {Ajv2020} from 'ajv/dist/2020.js'
import {expect} from 'chai'
import {createHash} from 'node:crypto'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {startSshd} from '../support/sshd.js'
import {errorOf, type Documents} from './in-town.js'
import {git} from './repositories.js'
import {
  changes,
  factsOf,
  lostFiles,
  lostKeys,
  namesOfYesterday,
  treeNow,
  unpack,
  unsaid,
  type Yesterday,
} from './yesterday.js'

interface Report {
  results: {id: string; status: string; message: string; rig?: string; path?: string; details?: string[]}[]
}

interface Undo {
  undone: object[]
  conflicts: object[]
}

for (const name of namesOfYesterday()) {
  describe(`a town of yesterday, ${name}, of ${factsOf(name).gt}: looking at it`, function () {
    this.timeout(180_000)
    let kept: Yesterday
    let report: Report
    /** by command line, as of the town */
    const said = new Map<string, unknown>()
    before(async () => {
      kept = unpack(name)
      expect(changes(kept.trees['now'], treeNow(kept.town))).to.deep.equal([])
      expect(changes(kept.trees['older now'], treeNow(kept.older))).to.deep.equal([])
    })
    after(() => kept.remove())

    it('every list says what it said then, and may say more', async () => {
      const looks = kept.facts.documents.map(async ({in: where, line, document}) => {
        const {code, document: now} = await kept.ask(line, {cwd: kept[where]})
        if (where === 'town') said.set(line, now)
        return [...unsaid(document, now), ...(code === 0 ? [] : [`exit code ${code}`])].map(
          (what) => `${where}: gt ${line}: ${what}`,
        )
      })
      expect((await Promise.all(looks)).flat()).to.deep.equal([])
    })

    it('lists rigs that are registered, only configured, or on their way out, and their polecats', () => {
      const {rigs} = said.get('rig list') as {rigs: (Documents['rigs'][number] & Record<string, unknown>)[]}
      expect(rigs.map((rig) => [rig.name, rig['registered'], rig['configured'], rig.polecats])).to.deep.equal([
        ['api', false, true, ['one']],
        ['docs', true, true, []],
        ['torn', true, false, []],
        ['web', true, true, ['happy', 'joy']],
      ])
      expect(said.get('rig show web')).to.deep.nested.include({
        'rig.machines': ['local', 'west'],
        'rig.preferred_machine': 'west',
        'rig.beads_path': 'no/such/beads',
      })
      const {polecats} = said.get('polecat list') as Documents
      expect(polecats.map((polecat) => [polecat.address, polecat.at_risk?.map(({kind}) => kind)])).to.deep.equal([
        ['api/one', []],
        ['web/happy', []],
        ['web/joy', ['uncommitted', 'untracked', 'unpushed', 'stashed']],
      ])
    })

    it('lists machines of every type, and which takes no new work', () => {
      const {machines} = said.get('machine list') as {machines: {name: string; type: string; draining: boolean}[]}
      expect(machines.map((machine) => [machine.name, machine.type, machine.draining])).to.deep.equal([
        ['cloud', 'gcp', false],
        ['desk', 'local', false],
        ['shut', 'ssh', false],
        ['west', 'ssh', true],
      ])
    })

    it('gt doctor --json finds all that it found then, each leftover of a killed command among it', async () => {
      const {code, document} = await kept.ask('doctor')
      report = document as Report
      const missing = kept.facts.findings.filter(
        (was) => !report.results.some((is) => unsaid(JSON.parse(JSON.stringify(was)), is).length === 0),
      )
      expect(missing).to.deep.equal([])
      const leftovers = report.results.find(({id}) => id === 'workspace/leftovers')
      expect(leftovers?.details).to.include.members(kept.facts.leftovers)
      expect(code).to.equal(1)
    })

    it('gt doctor --verbose tells them, what is ignored with its reason, and what is ignored no longer', async () => {
      const {stdout} = await kept.gt('doctor --verbose')
      for (const leftover of kept.facts.leftovers) expect(stdout).to.include(leftover)
      expect(stdout).to.include('the beads of web come later')
      const over = report.results.filter(({id, status}) => id === 'doctor/ignore-list' && status === 'warn')
      expect(over.map(({message}) => message)).to.have.length(1)
      expect(over[0]?.message).to.include('workspace/disk-space').and.to.include('2026-01-31')
    })

    it('knows every check of then, and explains what it found', async () => {
      const {checks} = (await kept.ask('doctor checks')).document as {checks: {id: string}[]}
      expect(checks.map(({id}) => id)).to.include.members(kept.facts.checks)
      for (const id of ['workspace/leftovers', 'workspace/beads']) {
        const {code, document} = await kept.ask(`doctor explain ${id}`)
        expect((document as {check: object}).check).to.include({id})
        expect(code).to.equal(0)
      }
    })

    it('its files are valid by the schemas of today, which are all those of then', async () => {
      const {schemas} = (await kept.ask('schema')).document as {schemas: {name: string}[]}
      expect(schemas.map((schema) => schema.name)).to.include.members(kept.facts.schemas)
      const files = {
        'workspace-config': ['town/mayor/config.json', 'older/.gastown/config.json'],
        'workspace-state': ['town/mayor/state.json', 'older/.gastown/state.json'],
        'boss-state': ['town/mayor/boss/state.json', 'older/.gastown/boss/state.json'],
        machines: ['town/mayor/machines.json', 'older/.gastown/machines.json'],
        'rig-config': ['town/web/.gastown/config.json', 'town/old/.gastown/config.removed.json'],
        'refinery-state': ['town/web/refinery/state.json', 'older/solo/refinery/state.json'],
        'doctor-last': ['town/mayor/doctor/last.json', 'older/.gastown/doctor/last.json'],
      }
      const ajv = new Ajv2020({strict: true, allowUnionTypes: true})
      formatsOf.default(ajv)
      ajv.addSchema(schemasOfToday())
      const parse = (path: string): unknown => JSON.parse(readFileSync(join(kept.town, '..', path), 'utf8'))
      for (const [schema, paths] of Object.entries(files)) {
        const wrong = paths.filter((path) => !ajv.validate(`urn:gt-town:schema:${schema}`, parse(path)))
        expect(wrong, ajv.errorsText()).to.deep.equal([])
      }
    })

    it('the work of removed polecats is in the refinery, to the last file', () => {
      const refinery = join(kept.town, 'web/refinery/rig')
      const refs = git(refinery, 'for-each-ref', '--format=%(refname) %(objectname)', 'refs/gt/removed').split('\n')
      expect(Object.fromEntries(refs.map((line) => line.split(' ')))).to.deep.equal(kept.facts.saved)
      for (const polecat of ['sad', 'half']) {
        const prefix = Object.keys(kept.facts.saved).find(
          (ref) => ref.includes(`/${polecat}/`) && ref.endsWith('/files'),
        )
        const show = (ref: string, path: string): string =>
          git(refinery, 'show', `${prefix?.replace(/files$/, '')}${ref}:${path}`)
        expect(show('head', 'done.txt')).to.equal(`done by ${polecat}`)
        expect(show('index', 'staged.txt')).to.equal(`staged by ${polecat}`)
        expect(show('files', 'untracked.txt')).to.equal(`untracked by ${polecat}`)
        expect(show('stash-0', 'README.md')).to.equal(`stashed by ${polecat}`)
      }
    })

    it('gt machine status asks the machine it names', async () => {
      const {code, document} = await kept.ask('machine status shut')
      expect(document).to.deep.nested.include({'machines[0].name': 'shut', 'machines[0].state': 'unreachable'})
      expect(code).to.equal(1)
    })

    it('its known_hosts counts: a machine of another key is refused, also by --accept-new', async () => {
      const sshd = await startSshd()
      const way = `--host ${sshd.host} --port ${sshd.port} --user ${sshd.user} --key ${sshd.clientKey}`
      const {code, stdout} = await kept.gt(`machine add probe ${way} --accept-new --json`)
      await sshd.stop()
      const blob = Buffer.from(`\0\0\0\x0bssh-ed25519\0\0\0 ${'k'.repeat(32)}`)
      const trusted = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')
      expect([code, errorOf(stdout).code]).to.deep.equal([3, 'GT_HOST_KEY_CHANGED'])
      expect(errorOf(stdout).message).to.include(`SHA256:${trusted}`)
    })

    it('a dry run, of --fix and of an undo, says what it would do', async () => {
      const {code, document} = await kept.ask('doctor --dry-run')
      const {results} = document as {results: {id: string; planned?: object[]}[]}
      const planned = results.flatMap((result) => (result.planned === undefined ? [] : [result.id]))
      expect(planned).to.include.members(['workspace/refinery-clone', 'workspace/refinery-state', 'workspace/registry'])
      expect(code).to.equal(1)
      const lines = [kept.facts.runs.town, kept.facts.runs.api].map((id) => `doctor undo ${id} --dry-run`)
      const undos = await Promise.all(lines.map(async (line) => ((await kept.ask(line)).document as {undo: Undo}).undo))
      expect(undos.map(({conflicts}) => conflicts)).to.deep.equal([[], []])
      expect(undos.filter(({undone}) => undone.length === 0)).to.deep.equal([])
    })

    it('none of this has changed anything but the note of the last look', () => {
      const found = changes(kept.trees['now'], treeNow(kept.town))
      expect(found.filter((change) => !change.startsWith('mayor/doctor/last.json:'))).to.deep.equal([])
      expect(changes(kept.trees['older now'], treeNow(kept.older))).to.deep.equal([])
      expect([...lostFiles(kept), ...lostKeys(kept)]).to.deep.equal([])
    })
  })
}

/** As `gt schema NAME` prints them. */
function schemasOfToday(): object[] {
  const plugins = fileURLToPath(new URL('../../plugins', import.meta.url))
  const folders = readdirSync(plugins).map((plugin) => join(plugins, plugin, 'schemas'))
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as object),
  )
}
