import {relative} from 'node:path'
import {fail, pass, type Connection, type Finding, type Rig, type RigCheck, type Workspace} from '@gt-town/contract'
import {mayorClone, polecatFolder, refineryClone, rigConfigFile, stateFile, under} from '@gt-town/town-layout'
import {originOf} from '@gt-town/git'
import {polecats} from '../operations/polecats/polecats.js'

const maxBytes = 1024 * 1024

export const gitUrls: RigCheck = {
  id: 'workspace/git-urls',
  title: 'All of the rig comes from one place',
  category: 'Rigs',
  scope: 'rig',
  requires: ['workspace/rig-folder', 'workspace/rig-config', 'workspace/registry'],
  description:
    "Compares the git_url in the rig's own configuration with that of the registry and with the origin of each clone. " +
    'What disagrees is not repaired: only you know which one is right.',
  remedy: 'Make them agree: by hand in the two files, in a clone with git remote set-url origin URL.',

  async run({connection, workspace, rig}) {
    if (rig.gitUrl === undefined) return pass()
    const findings = [...registryFinding(workspace, rig), ...(await cloneFindings(connection, workspace, rig))]
    return findings.length === 0 ? pass() : findings
  },
}

function registryFinding(workspace: Workspace, rig: Rig): Finding[] {
  if (rig.registeredUrl === undefined) return []
  const [own, registered] = [rigConfigFile(rig), stateFile(workspace)].map((path) => relative(workspace.root, path))
  return [
    fail(
      `${registered ?? ''} says that ${rig.name} comes from ${rig.registeredUrl}, ${own ?? ''} says ${rig.gitUrl ?? ''}`,
      {
        key: 'registry',
        path: stateFile(workspace),
        hint: 'correct the git_url in one of the two files',
      },
    ),
  ]
}

async function cloneFindings(connection: Connection, workspace: Workspace, rig: Rig): Promise<Finding[]> {
  const workers = (await polecats(connection, rig)).map((name) => polecatFolder(rig, name))
  const clones = [refineryClone(rig), mayorClone(workspace, rig.name), ...workers]
  const configs = await connection.inspect(
    clones.map((clone) => ({op: 'read', path: under(clone, '.git', 'config'), maxBytes}) as const),
  )
  return clones.flatMap((path, at): Finding[] => {
    const config = configs[at]
    // What cannot be read is another check's to report.
    if (!config?.ok) return []
    const text = config.value.toString()
    // As git writes it, which nearly all are: a thousand configurations need not be taken apart.
    if (text.includes(`\n\turl = ${rig.gitUrl ?? ''}\n`)) return []
    const origin = originOf(text)
    if (origin === rig.gitUrl) return []
    const name = relative(workspace.root, path)
    const hint = `git -C ${path} remote ${origin === undefined ? 'add' : 'set-url'} origin ${rig.gitUrl ?? ''}`
    const message = `The origin of ${name} is ${origin ?? 'not set'}, not that of its rig: ${rig.gitUrl ?? ''}`
    return [fail(message, {key: name, path, hint})]
  })
}
