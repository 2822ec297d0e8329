import {join} from 'node:path'
import {nameProblem, type Connection, type Outcome, type Workspace} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, parseLoosely} from '@gt-town/json-file'
import {isGitUrl, originOf} from '@gt-town/git'
import {
  mayorClone,
  refineryClone,
  refineryFolder,
  removedRigConfigFile,
  rigConfigFile,
  rigFolder,
} from '@gt-town/town-layout'
import {rigMarkerOf} from '../../domain/rigs/rig-marker.js'

/**
 * The rigs that lie in a town whatever its registry says, each with the URL it comes from: from its own configuration, else,
 * if it has a refinery, from a clone.
 */
export async function rigsOnDisk(connection: Connection, town: Workspace): Promise<Map<string, string>> {
  const entries = await connection.listDir(town.root)
  const names = entries
    .filter(({type, name}) => type === 'directory' && nameProblem('rig', name) === undefined)
    .map(({name}) => name)
  const urls = await Promise.all(names.map(async (name) => gitUrlOnDisk(connection, town, name)))
  return new Map(names.flatMap((name, index) => (urls[index] === undefined ? [] : [[name, urls[index]]])))
}

/** Where one rig comes from, as far as its folder can tell. */
export async function gitUrlOnDisk(connection: Connection, town: Workspace, name: string): Promise<string | undefined> {
  const rig = {path: rigFolder(town, name)}
  const [config, refinery, removed, ...clones] = await connection.inspect([
    {op: 'read', path: rigConfigFile(rig), maxBytes},
    {op: 'stat', path: refineryFolder(rig)},
    {op: 'stat', path: removedRigConfigFile(rig)},
    {op: 'read', path: join(refineryClone(rig), '.git', 'config')},
    {op: 'read', path: join(mayorClone(town, name), '.git', 'config')},
  ])
  const marker = rigMarkerOf(config, config.ok ? await parseLoosely(config.value) : undefined)
  const own = marker.kind === 'rig' ? marker.gitUrl : undefined
  // What `gt rig remove` left behind is a rig no more.
  const isRig = refinery.ok && !removed.ok
  const candidates = [own, ...(isRig ? clones.map(originIn) : [])]
  return candidates.find((url) => url !== undefined && isGitUrl(url))
}

function originIn(config: Outcome<Buffer>): string | undefined {
  return config.ok ? originOf(config.value.toString()) : undefined
}
