import type {Workspace} from '@gt-town/contract'
import {keep, remoteNames, remoteNamesFile, type RemoteNames} from '@gt-town/light'

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
  const names = {version: 1, town: hub.root, ...remoteNames(cacheFolder, hub, machine), ...seen}
  keep(remoteNamesFile(cacheFolder, hub, machine), `${JSON.stringify(names)}\n`)
}
