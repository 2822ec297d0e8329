import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {parseJson, printJson, salvageJson} from '@gt-town/json-file'
import {machinesFile} from '@gt-town/town-layout'
import {isMachines} from '../domain/machines.js'
import {mendMachines} from '../domain/mend-machines.js'

/** Makes the registry valid again under its lock; what was there is kept beside it as `machines.json.corrupt-<time>`. */
export async function rebuildMachines(connection: Connection, town: Workspace): Promise<void> {
  const path = machinesFile(town)
  await connection.withLock(path, async () => {
    const old = await readIfFile(connection, path)
    if (old && (await parseJson(old, isMachines)).ok) return
    const text = printJson(mendMachines(old && (await salvageJson(old))))
    const aside = `${path}.corrupt-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`
    if (old) await connection.writeFile(aside, old, {exclusive: true})
    else await connection.rename(path, aside)
    await connection.writeFile(path, text)
  })
}

/** Undefined for what is no file, such as a folder. */
async function readIfFile(connection: Connection, path: string): Promise<Buffer | undefined> {
  try {
    return await connection.readFile(path)
  } catch (error) {
    if (isGtError(error, 'GT_NOT_A_FILE') || isGtError(error, 'GT_TOO_LARGE')) return undefined
    throw error
  }
}
