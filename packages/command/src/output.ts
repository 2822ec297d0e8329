import {dirname} from 'node:path'
import {NotADirectoryError, NotAFileError, UsageError, type Connection} from '@gt-town/contract'
import {failureOf, printFailure} from './print-error.js'

/** Where a command's result goes, if not to the standard output. */
export interface Output {
  /** absolute; undefined is the standard output */
  readonly file: string | undefined
  /**
   * Writes the whole file, or nothing of it. A line feed is added to a text that is not empty.
   * @returns false where there is no file, or where it cannot be written: the error has been told then on stderr, the exit code
   *   set, and the text is the caller's to print, so that it is not lost
   */
  write(text: string): Promise<boolean>
}

/**
 * Takes the value of `--output` and looks at once whether a file can be there, so that nobody waits for one in vain.
 * @param text as the user typed it; nothing and `-` are the standard output
 * @throws UsageError, NotFoundError (folder), NotADirectoryError, NotAFileError, PermissionDeniedError
 */
export async function openOutput(
  text: string | undefined,
  {connect, absolute}: {connect: () => Promise<Connection>; absolute: (text: string) => string},
): Promise<Output> {
  if (text === undefined || text === '-') return {file: undefined, write: async () => Promise.resolve(false)}
  if (text === '' || text.endsWith('/')) {
    throw new UsageError('GT_USAGE', `--output ${JSON.stringify(text)} names no file`, {
      hint: 'for example --output report.xml, or - for the standard output',
    })
  }
  const file = absolute(text)
  await using connection = await connect()
  await requireRoom(connection, file)
  return {
    file,
    async write(text) {
      try {
        await using connection = await connect()
        await connection.writeFile(file, text === '' ? '' : `${text}\n`)
        return true
      } catch (error) {
        const failure = failureOf(error)
        printFailure(failure, error)
        process.exitCode = failure.exit
        return false
      }
    },
  }
}

async function requireRoom(connection: Connection, file: string): Promise<void> {
  const folder = dirname(file)
  if ((await connection.stat(folder)).type !== 'directory') throw new NotADirectoryError(folder)
  const [there] = await connection.inspect([{op: 'stat', path: file, follow: false}])
  if (there.ok && there.value.type !== 'file') throw new NotAFileError(file)
  if (!there.ok && there.error.code !== 'GT_NOT_FOUND') throw there.error
}
