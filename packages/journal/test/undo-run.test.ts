import {ConnectionDecorator, type ChangeRequest} from '@gt-town/connection'
import type {Connection} from '@gt-town/contract'
import {MemoryConnection, type Program} from '@gt-town/contract-testing'
import {neverAborted} from '@gt-town/waiting'
import {expect} from 'chai'
import {JournalingConnection} from '../src/journaling.js'
import {RunJournal} from '../src/run-journal.js'
import {readRuns} from '../src/runs-folder.js'
import {undoRun, type UndoOptions} from '../src/undo-run.js'

const town = {root: '/', configDir: 'mayor'} as const
const options: UndoOptions = {partial: false, dryRun: false, signal: neverAborted()}

/** Each way to change something that takes an undo more than one step. */
const changes: Readonly<Record<string, (connection: Connection) => Promise<void>>> = {
  'a file that was written': async (connection) => connection.writeFile('/web/file', 'new', {mode: 0o600}),
  'a folder that a program replaced': async (connection) => {
    await connection.execute(['repair', '/web/rig'], {effect: 'write', paths: ['/web/rig']})
  },
  'two folders that a program replaced, and one that it made': async (connection) => {
    const paths = ['/web/rig', '/web/made', '/web/other']
    await connection.execute(['repair', ...paths], {effect: 'write', paths})
  },
  'a folder that a program made': async (connection) => {
    await connection.execute(['repair', '/web/made'], {effect: 'write', paths: ['/web/made']})
  },
  'a folder that was moved over an empty one': async (connection) => connection.rename('/web/rig', '/web/empty'),
  'what a program made, moved over an empty folder': async (connection) => {
    await connection.execute(['repair', '/web/made'], {effect: 'write', paths: ['/web/made']})
    await connection.rename('/web/made', '/web/empty')
  },
  'what a program made in a folder that is gone since': async (connection) => {
    await connection.mkdirAll('/web/half')
    await connection.execute(['repair', '/web/half/made'], {effect: 'write', paths: ['/web/half/made']})
    await connection.rename('/web/half/made', '/web/made')
    await connection.remove('/web/half', {recursive: true})
  },
  'a folder that was removed': async (connection) => connection.remove('/web/rig', {recursive: true}),
}

describe('undoRun', () => {
  for (const [what, change] of Object.entries(changes)) {
    it(`completes an undo that was killed at any moment: ${what}`, async () => {
      for (let moment = 0, isCut = true; isCut; moment++) {
        const machine = new MemoryConnection(
          {
            '/mayor/': '',
            '/web/file': {data: 'old', mode: 0o640},
            '/web/rig/a/b': 'x',
            '/web/rig/c': 'y',
            '/web/other/d': 'z',
            '/web/empty/': '',
          },
          {programs: {cp: copy, repair}},
        )
        const before = townOf(machine)
        await fix(machine, change)
        expect(townOf(machine)).not.to.deep.equal(before)
        isCut = await cutUndo(machine, moment)
        const [run] = await readRuns(machine, town)
        if (run?.journal.state !== 'undone') {
          const {conflicts} = await undo(machine)
          expect(conflicts, `cut after ${moment} changes`).to.deep.equal([])
        }
        expect(townOf(machine), `cut after ${moment} changes`).to.deep.equal(before)
      }
    })
  }
})

async function fix(machine: MemoryConnection, change: (connection: Connection) => Promise<void>): Promise<void> {
  const journal = new RunJournal(machine, town, {gt: '1.2.3', options: ['--fix']}, neverAborted())
  await change(new JournalingConnection(machine, journal, {id: 'acme/a'}))
  await journal.conclude({id: 'acme/a'}, {fixed: true})
  await journal.close()
}

async function undo(connection: Connection): ReturnType<typeof undoRun> {
  const [run] = await readRuns(connection, town)
  if (!run) throw new Error('there is no run')
  return undoRun(connection, town, run, new Map(), options)
}

/** An undo that can make only so many changes. @returns whether it wanted to make more */
async function cutUndo(machine: MemoryConnection, changes: number): Promise<boolean> {
  const cut = new CutConnection(machine, changes)
  try {
    await undo(cut)
  } catch (error) {
    if (!cut.isCut) throw error
  }
  return cut.isCut
}

/** As if gt was killed: after so many changes there is no other. */
class CutConnection extends ConnectionDecorator {
  isCut = false
  #left: number

  constructor(inner: Connection, changes: number) {
    super(inner)
    this.#left = changes
  }

  protected override async change(request: ChangeRequest): Promise<void> {
    if (this.#left-- > 0) return super.change(request)
    this.isCut = true
    throw new Error('cut')
  }
}

/** All but what gt keeps of its runs. */
function townOf(machine: MemoryConnection): Record<string, unknown> {
  const entries = Object.entries(machine.tree())
  return Object.fromEntries(entries.filter(([path]) => !path.startsWith('/mayor')))
}

/** `cp -pPR -- FROM TO` of what is in this tree. */
const copy: Program = async ([, , , from = '', to = ''], {connection}) => {
  const {type} = await connection.stat(from)
  if (type === 'file') await connection.writeFile(to, await connection.readFile(from))
  else {
    await connection.mkdir(to)
    for (const {name} of await connection.listDir(from)) {
      const outcome = await copy(['cp', '-pPR', '--', `${from}/${name}`, `${to}/${name}`], {
        connection,
        options: {effect: 'write', paths: []},
      })
      if (outcome !== '') return outcome
    }
  }
  return ''
}

/** Makes folders anew. */
const repair: Program = async ([, ...folders], {connection}) => {
  for (const folder of folders) {
    if (await connection.fileExists(folder)) await connection.remove(folder, {recursive: true})
    await connection.mkdirAll(`${folder}/.git`)
    await connection.writeFile(`${folder}/.git/HEAD`, 'main')
  }
  return ''
}
