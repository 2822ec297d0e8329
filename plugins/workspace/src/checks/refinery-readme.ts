import {relative} from 'node:path'
import type {RigCheck} from '@gt-town/contract'
import {refineryReadme as pathOf} from '@gt-town/town-layout'
import {refineryReadmeText} from '../domain/rigs/refinery.js'
import {entryFinding} from '../operations/files/entry-finding.js'
import {repairFile} from '../operations/files/repair-file.js'

export const refineryReadme: RigCheck = {
  id: 'workspace/refinery-readme',
  title: 'Refinery README exists',
  category: 'Rig',
  scope: 'rig',
  requires: ['workspace/refinery'],
  description: 'Looks for refinery/README.md, which tells agents what the refinery is.',
  remedy: 'Write one, or let --fix write it. One that is there is never changed, whatever it says.',

  async run({connection, rig}) {
    const path = pathOf(rig)
    return entryFinding(connection, path, 'file', relative(rig.path, path))
  },

  async fix({connection, workspace, rig}) {
    await repairFile(connection, workspace, pathOf(rig), (old) => (old ? undefined : refineryReadmeText(rig.name)))
  },
}
