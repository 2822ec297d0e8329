import {randomUUID} from 'node:crypto'
import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'
import type {Workspace} from '@gt-town/contract'
import {remoteNames, remoteNamesFile, type RemoteNames} from '@gt-town/light'

/**
 * Notes which names a town on another machine has, for completion, which never connects. What is not given stays as it was noted.
 * @param hub the town whose machine it is
 */
export function noteRemoteNames(
  cacheFolder: string,
  hub: Pick<Workspace, 'root'>,
  machine: string,
  seen: Partial<RemoteNames>,
): void {
  const file = remoteNamesFile(cacheFolder, hub, machine)
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    const names = {version: 1, town: hub.root, ...remoteNames(cacheFolder, hub, machine), ...seen}
    mkdirSync(dirname(file), {recursive: true, mode: 0o700})
    writeFileSync(temporary, `${JSON.stringify(names)}\n`, {mode: 0o600, flag: 'wx'})
    renameSync(temporary, file)
  } catch {
    // Where nothing can be kept, Tab knows less; whoever asked for the list has it.
    rmSync(temporary, {force: true})
  }
}
