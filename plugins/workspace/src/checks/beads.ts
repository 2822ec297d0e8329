import {pass, skip, warn, type WorkspaceCheck} from '@gt-town/contract'
import {hasCommand} from '../operations/has-command.js'
import {inspectBeads} from '../operations/inspect-beads.js'

export const beads: WorkspaceCheck = {
  id: 'workspace/beads',
  title: 'Beads found',
  category: 'Beads',
  scope: 'workspace',
  description:
    'Where a rig names a beads_path, looks for that folder, and runs bd --version once. A town without beads is not asked.',
  remedy: "Make the beads (bd init), mend beads_path in the rig's .gastown/config.json, or install bd.",

  async run({connection, workspace, rigs, signal}) {
    const found = await inspectBeads(connection, workspace, rigs)
    if (found.length === 0) return pass()
    const findings = found
      .filter(({exists, isDefault}) => !exists && !isDefault)
      .map(({rig, path}) =>
        warn(`Missing beads of the rig ${rig}: ${path}`, {
          key: rig,
          hint: 'make them with bd init, or mend beads_path',
        }),
      )
    if (await hasCommand(connection, ['bd', '--version'], signal)) return findings.length === 0 ? pass() : findings
    const message = 'bd is not installed or not on PATH'
    if (found.every(({isDefault}) => isDefault))
      return [...findings, skip(`${message}; nothing asks for it but a folder .beads`, {key: 'bd'})]
    return [...findings, warn(`${message}, and a rig has beads`, {key: 'bd', hint: 'install bd'})]
  },
}
