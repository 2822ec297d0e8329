import {confined} from '@gt-town/connection'
import {isGtError} from '@gt-town/contract'
import {connectionSuite, MemoryConnection, type Subject} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {parseJournal, type Journal} from '../src/journal.js'
import {JournalingConnection} from '../src/journaling.js'
import {RunJournal} from '../src/run-journal.js'

const town = {root: '/', configDir: 'mayor'} as const
const facts = {gt: '1.2.3', options: ['--fix']}

function journaling(inner: MemoryConnection): {connection: JournalingConnection; journal: RunJournal} {
  const journal = new RunJournal(inner, town, facts, new AbortController().signal)
  return {connection: new JournalingConnection(inner, journal, {id: 'acme/a'}), journal}
}

const subject = (connection: Subject['connection']): Subject => ({
  connection,
  root: '/root',
  dispose: async () => Promise.resolve(),
  unprivileged: async (work) => work(),
})
const made = (): JournalingConnection => journaling(new MemoryConnection({'/root/': '', '/mayor/': ''})).connection

connectionSuite('JournalingConnection', async () => Promise.resolve(subject(made())), {permissions: true})
connectionSuite('confined JournalingConnection', async () => Promise.resolve(subject(confined(made(), '/root'))), {
  permissions: true,
})

describe('JournalingConnection', () => {
  it('notes each change before and after it, with what was there', async () => {
    const inner = new MemoryConnection({'/mayor/': '', '/a/file': {data: 'old', mode: 0o600}, '/b/x': 'x'})
    const {connection, journal} = journaling(inner)
    await connection.writeFile('/a/file', 'new')
    await connection.mkdirAll('/new/deep')
    await connection.remove('/b', {recursive: true})
    await journal.conclude({id: 'acme/a'}, {fixed: true})
    await journal.close()
    const {head, entries, results, state} = await journalOf(inner)
    expect(head).to.include({gt: '1.2.3', town: '/'})
    expect(entries.map(({change}) => [change.op, 'path' in change ? change.path : ''].join(' '))).to.deep.equal([
      ...['write a/file', 'make new', 'make new/deep', 'remove b'],
    ])
    expect(entries[0]?.before[0]?.state).to.include({kind: 'file', mode: 0o600, size: 3})
    expect(results[0]).to.include({fixed: true})
    expect(state).to.equal('complete')
    const runs = Object.keys(inner.tree('/mayor/doctor/runs')).map((path) => path.split('/').at(-1))
    expect(runs).to.include.members(['before-1', 'x'])
  })

  it('makes no folder where nothing is changed', async () => {
    const inner = new MemoryConnection({'/mayor/': '', '/a': 'x'})
    const {connection, journal} = journaling(inner)
    await connection.readFile('/a')
    await journal.conclude({id: 'acme/a'}, {fixed: false})
    await journal.close()
    expect(inner.tree()).to.deep.equal({'/mayor/': '', '/a': 'x'})
  })

  it('leaves no run where all that was tried failed', async () => {
    const inner = new MemoryConnection({'/mayor/': '', '/a': 'x'})
    const {connection, journal} = journaling(inner)
    expect(await connection.mkdir('/a').catch((error: unknown) => error)).to.have.property('code', 'GT_EXISTS')
    await journal.close()
    expect(inner.tree('/mayor')).to.deep.equal({'/mayor/doctor/runs/': '', '/mayor/doctor/runs.lock': ''})
  })

  it('changes nothing where no journal can be kept', async () => {
    const inner = new MemoryConnection({'/mayor': 'a file', '/a': 'x'})
    const {connection, journal} = journaling(inner)
    const before = inner.tree()
    const writes = [
      async () => connection.writeFile('/a', 'y'),
      async () => connection.mkdirAll('/b/c'),
      async () => connection.remove('/a'),
      async () => connection.withLock('/a', async () => Promise.resolve()),
    ]
    for (const write of writes) {
      expect(await write().catch((error: unknown) => error)).to.have.property('code', 'GT_JOURNAL_FAILED')
    }
    await journal.close()
    expect(inner.tree()).to.deep.equal(before)
  })

  it('gives the owner of the configuration folder the permission back first, and notes that', async () => {
    const inner = new MemoryConnection({'/mayor/': {mode: 0}, '/a': 'x'})
    const {connection, journal} = journaling(inner)
    await connection.writeFile('/a', 'y')
    await journal.close()
    const {entries} = await journalOf(inner)
    expect(entries.map(({change}) => change.op)).to.deep.equal(['mode', 'write'])
    expect(entries[0]?.before).to.deep.equal([{path: 'mayor', state: {kind: 'folder', mode: 0}}])
  })

  it('takes no lock of a file while it waits for another run, which may need that lock to end', async () => {
    const inner = new MemoryConnection({'/mayor/': '', '/a': 'x', '/a.lock': ''})
    const first = journaling(inner)
    await first.connection.writeFile('/b', 'x')
    const second = journaling(inner)
    const waiting = second.connection.withLock('/a', async () => Promise.reject(new Error('the body ran')))
    const outcome = waiting.catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await first.connection.withLock('/a', async () => first.connection.writeFile('/a', 'y'), {timeoutMs: 0})
    await first.journal.close()
    expect(await outcome).to.have.property('code', 'GT_OVERTAKEN')
    await second.journal.close()
  })

  it('does not note what it saw of the configuration folder before it opened that itself', async () => {
    const inner = new MemoryConnection({'/mayor/': {mode: 0}})
    const {connection, journal} = journaling(inner)
    const outcome = await connection.chmod('/mayor', 0o755).catch((error: unknown) => error)
    expect(outcome).to.have.property('code', 'GT_OVERTAKEN')
    await connection.chmod('/mayor', 0o755)
    await journal.close()
    const {entries} = await journalOf(inner)
    expect(entries.map(({before}) => before[0]?.state)).to.deep.equal([
      {kind: 'folder', mode: 0},
      {kind: 'folder', mode: 0o700},
    ])
  })

  it('lets the runs of two processes follow each other, and keeps twenty', async () => {
    const inner = new MemoryConnection({'/mayor/doctor/runs/mine/journal.jsonl': 'not a journal'})
    await Promise.all(
      Array.from({length: 24}, async (_, index) => {
        const {connection, journal} = journaling(inner)
        const write = async (): Promise<void> => connection.writeFile(`/file-${index}`, '')
        // Whoever had to wait is told once, so that it looks again before it changes anything.
        await write().catch(async (error: unknown) => {
          expect(isGtError(error, 'GT_OVERTAKEN'), String(error)).to.equal(true)
          await write()
        })
        await journal.close()
      }),
    )
    const names = (await inner.listDir('/mayor/doctor/runs')).map(({name}) => name)
    expect(names).to.have.length(21)
    expect(names).to.include('mine')
  })
})

async function journalOf(inner: MemoryConnection): Promise<Journal> {
  const path = Object.keys(inner.tree('/mayor/doctor/runs')).find((name) => name.endsWith('/journal.jsonl')) ?? ''
  const journal = parseJournal((await inner.readFile(path)).toString())
  expect(journal).not.to.equal(undefined)
  return journal as Journal
}
