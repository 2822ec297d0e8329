import {relative} from 'node:path'
import {fail, pass, skip, type RigCheck} from '@gt-town/contract'
import {inspectPolecats} from '../operations/polecats/inspect-polecats.js'

export const polecatClone: RigCheck = {
  id: 'workspace/polecat-clone',
  title: 'Polecat clones valid',
  category: 'Polecats',
  scope: 'rig',
  requires: ['workspace/rig-folder'],
  description:
    "Looks at every polecat's clone as git does. It may hold work that is nowhere else, so gt never repairs it.",
  remedy:
    'Save what is in the folder, repair the clone with git, or make the polecat again: gt polecat remove, gt polecat add.',

  async run({connection, workspace, rig}) {
    const polecats = await inspectPolecats(connection, rig)
    const findings = polecats.flatMap(({name, found}) => {
      if (found.state === 'valid' || found.state === 'missing') return []
      const address = `${rig.name}/${name}`
      const details = {key: name, path: found.path, details: [relative(workspace.root, found.path)]}
      if (found.state === 'elsewhere') return [skip(`Clone of ${address}: ${found.reason}`, details)]
      const hint = found.nextStep ?? 'it may hold work that is nowhere else: save that first, then repair it with git'
      return [fail(`Invalid clone of ${address}: ${found.reason}`, {...details, hint})]
    })
    return findings.length === 0 ? pass() : findings
  },
}
