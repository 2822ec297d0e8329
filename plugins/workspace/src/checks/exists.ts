import {fail, pass, type EnvironmentCheck} from '@gt-town/contract'
import {configFile} from '@gt-town/town-layout'
import {incompleteTown} from '../operations/town/locate.js'

export const exists: EnvironmentCheck = {
  id: 'workspace/exists',
  title: 'Town found',
  category: 'Workspace',
  scope: 'environment',
  description:
    'Looks from the current folder upwards for mayor/config.json or .gastown/config.json whose type is workspace. ' +
    'Without a town there is nothing else to check.',
  remedy: 'Go to a folder in a town, name one with --town DIR, or make one with gt install.',

  async run({connection, workspace, looked, reason}) {
    if (workspace) return pass()
    const [nearest, ...above] = looked
    if (nearest === undefined) {
      return fail(`No town here${reason === undefined ? '' : `: ${reason}`}`, {hint: 'name a town with --town DIR'})
    }
    if (connection.machine !== 'local') {
      return fail(`No town there: looked in ${looked.join(', ')}`, {
        ...(reason !== undefined && {details: [reason]}),
        hint: `make one there, or correct the workspace of ${connection.machine} in machines.json`,
      })
    }
    const incomplete = await incompleteTown(connection, looked)
    if (incomplete !== undefined) {
      return fail(`Workspace config missing: ${configFile(incomplete)}`, {
        ...(reason !== undefined && {details: [reason]}),
        path: incomplete.root,
        hint: `gt install ${incomplete.root} completes the town`,
      })
    }
    const where = above.length === 0 ? nearest : `${nearest} and every folder above it`
    return fail(`No town here: looked in ${where}`, {
      ...(reason !== undefined && {details: [reason]}),
      hint: 'make one with gt install, or name one with --town DIR',
    })
  },
}
