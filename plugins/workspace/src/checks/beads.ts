import {isGtError, pass, skip, warn, type Connection, type WorkspaceCheck} from '@gt-town/contract'
import {rigBeads} from '../operations/rigs/beads.js'

export const beads: WorkspaceCheck = {
  id: 'workspace/beads',
  title: 'Beads found',
  category: 'Beads',
  scope: 'workspace',
  description:
    'Where a rig names a beads_path, looks for that folder, and runs bd --version once. Does neither in a town without beads.',
  remedy: "Make the beads (bd init), correct beads_path in the rig's .gastown/config.json, or install bd.",

  async run({connection, workspace, rigs, signal}) {
    const found = await rigBeads(connection, workspace, rigs)
    if (found.length === 0) return pass()
    const findings = found
      .filter(({exists, isDefault}) => !exists && !isDefault)
      .map(({rig, path}) =>
        warn(`Missing beads of the rig ${rig}: ${path}`, {
          key: rig,
          hint: 'make them with bd init, or correct beads_path',
        }),
      )
    if (await hasCommand(connection, ['bd', '--version'], signal)) return findings.length === 0 ? pass() : findings
    const message = 'bd is not installed or not on PATH'
    if (found.every(({isDefault}) => isDefault))
      return [...findings, skip(`${message}; only a folder .beads would use it`, {key: 'bd'})]
    return [...findings, warn(`${message}, and a rig has beads`, {key: 'bd', hint: 'install bd'})]
  },
}

/** Whether a command is there, by running it in a way that only looks, such as with `--version`. */
async function hasCommand(connection: Connection, argv: readonly string[], signal: AbortSignal): Promise<boolean> {
  try {
    await connection.execute(argv, {effect: 'read', timeoutMs: 8000, signal})
    return true
  } catch (error) {
    if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return false
    throw error
  }
}
