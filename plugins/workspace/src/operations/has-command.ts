import {isGtError, type Connection} from '@gt-town/contract'

/** Whether a command is there, by running it in a way that only looks, such as with `--version`. */
export async function hasCommand(
  connection: Connection,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await connection.execute(argv, {effect: 'read', timeoutMs: 8000, signal})
    return true
  } catch (error) {
    if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return false
    throw error
  }
}
