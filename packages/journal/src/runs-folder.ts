import {isGtError, NotADirectoryError, type Connection, type Outcome, type Workspace} from '@gt-town/contract'
import {configFolder, doctorFolder, journalFile, runFolder, runsFolder} from '@gt-town/town-layout'
import {parseJournal, type Journal} from './journal.js'
import {isRunId, runId} from './run-id.js'

const keptRuns = 20
const ownerBits = 0o700

/** A run of fixes that left a journal. */
export interface KeptRun {
  readonly id: string
  readonly journal: Journal
}

/** Everything of gt's in the folder of runs, oldest first. */
export async function readRuns(connection: Connection, town: Workspace): Promise<KeptRun[]> {
  const ids = await namesOfRuns(connection, town)
  const requests = ids.map((id) => ({op: 'read', path: journalFile(town, id)}) as const)
  const texts: readonly Outcome<Buffer>[] = await connection.inspect(requests)
  return ids.flatMap((id, index) => {
    const text = texts[index]
    const journal = text?.ok === true ? parseJournal(text.value.toString()) : undefined
    return journal ? [{id, journal}] : []
  })
}

/**
 * Makes the folder of runs usable, so that a journal can be kept also where the town is broken: the owner's permission is
 * given back, and what is in the place of the doctor's own folders is moved aside.
 * @returns what the mode of the configuration folder was, if it was changed: the one change that is not in the doctor's own folder
 */
export async function prepareRuns(connection: Connection, town: Workspace): Promise<number | undefined> {
  const mode = await openFolder(connection, configFolder(town))
  for (const path of [doctorFolder(town), runsFolder(town)]) await ownFolder(connection, path)
  return mode
}

/** Claims a name for a new run. */
export async function makeRun(connection: Connection, town: Workspace): Promise<string> {
  for (;;) {
    const newest = (await namesOfRuns(connection, town)).sort().at(-1)
    const id = runId(new Date(), newest, Math.random())
    try {
      await connection.mkdir(runFolder(town, id))
      return id
    } catch (error) {
      if (!isGtError(error, 'GT_EXISTS')) throw error
    }
  }
}

/** Deletes all but the newest runs. Only for who holds the lock of the runs; a folder that is not gt's stays. */
export async function pruneRuns(connection: Connection, town: Workspace): Promise<void> {
  for (const {id} of (await readRuns(connection, town)).slice(0, -keptRuns)) {
    await connection.remove(runFolder(town, id), {recursive: true})
  }
}

async function namesOfRuns(connection: Connection, town: Workspace): Promise<string[]> {
  try {
    const entries = await connection.listDir(runsFolder(town))
    return entries.filter(({name, type}) => type === 'directory' && isRunId(name)).map(({name}) => name)
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND') || isGtError(error, 'GT_NOT_A_DIRECTORY')) return []
    throw error
  }
}

async function ownFolder(connection: Connection, path: string): Promise<void> {
  const [entry] = await connection.inspect([{op: 'stat', path, follow: false}])
  if (entry.ok && entry.value.type !== 'directory') {
    const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')
    await connection.rename(path, `${path}.corrupt-${time}`)
  }
  await connection.mkdirAll(path)
  await openFolder(connection, path)
}

/** @returns the mode it had, if its owner could not work in it */
async function openFolder(connection: Connection, path: string): Promise<number | undefined> {
  const {mode, type} = await connection.stat(path)
  if (type !== 'directory') throw new NotADirectoryError(path)
  if ((mode & ownerBits) === ownerBits) return undefined
  await connection.chmod(path, mode | ownerBits)
  return mode
}
