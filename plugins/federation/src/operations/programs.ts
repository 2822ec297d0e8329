import type {Connection} from '@gt-town/contract'

/** Where systems and the usual package managers put programs. */
const folders = ['/usr/bin', '/usr/local/bin', '/bin', '/opt/homebrew/bin', '/home/linuxbrew/.linuxbrew/bin']

/** Whether a program lies in one of the usual folders: one round trip, and no process. */
export async function isInUsualFolders(connection: Connection, program: string): Promise<boolean> {
  const outcomes = await connection.inspect(
    folders.map((folder) => ({op: 'stat', path: `${folder}/${program}`}) as const),
  )
  return outcomes.some((outcome) => outcome.ok && outcome.value.type === 'file' && (outcome.value.mode & 0o111) !== 0)
}

/** Whether the machine would find it on its PATH. */
export async function isOnPath(connection: Connection, program: string, signal: AbortSignal): Promise<boolean> {
  const argv = ['sh', '-c', 'command -v "$1"', 'sh', program]
  return (await connection.execute(argv, {effect: 'read', timeoutMs: 8000, signal})).code === 0
}
