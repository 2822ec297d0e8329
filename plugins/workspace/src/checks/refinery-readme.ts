import type {RigCheck} from '@gt-town/contract'
import {refineryReadme as pathOf} from '@gt-town/town-layout'
import {refineryReadmeText} from '../domain/refinery.js'
import {placeFinding} from '../operations/place-finding.js'
import {repairFile} from '../operations/repair-file.js'

export const refineryReadme: RigCheck = {
  id: 'workspace/refinery-readme',
  title: 'Refinery README exists',
  category: 'Rig',
  scope: 'rig',
  requires: ['workspace/refinery'],
  description: 'Looks for refinery/README.md, which tells agents that come by what the refinery is.',
  remedy: 'Write one, or let --fix write it. One that is there is never changed, whatever it says.',

  async run({connection, rig}) {
    return placeFinding(connection, pathOf(rig), 'file', 'refinery/README.md')
  },

  async fix({connection, workspace, rig}) {
    await repairFile(connection, workspace, pathOf(rig), (old) => (old ? undefined : refineryReadmeText(rig.name)))
  },
}
