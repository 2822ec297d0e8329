import type {Connection, Workspace} from '@gt-town/contract'
import {parseJson, printJson, salvageJson, type Validator} from '@gt-town/json-file'
import {rebuildFile} from './rebuild-file.js'

/**
 * Makes a JSON file of gt's valid again; a valid one stays as it is.
 * @param make gets what can still be read of the old document and returns the new one
 */
export async function rebuildJson<T>(
  connection: Connection,
  town: Workspace,
  path: string,
  validate: Validator<T>,
  make: (broken: unknown) => T | Promise<T>,
): Promise<void> {
  await rebuildFile(connection, town, path, async (old) => {
    if (old && (await parseJson(old, validate)).ok) return undefined
    return printJson(await make(old && (await salvageJson(old))))
  })
}
