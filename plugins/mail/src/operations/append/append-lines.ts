import {randomBytes} from 'node:crypto'
import {join} from 'node:path'
import {GtError, InputOutputError, isGtError, type Place} from '@gt-town/contract'
import {mailFolder} from '@gt-town/town-layout'
import {appendProgram} from './generated/programs.js'
import {appendPrefix} from './sweep-appends.js'

/** Lines for one file, each beginning with its version and id as printMessage and its like make them. */
export interface Append {
  readonly folder: string
  readonly file: string
  /** whose mail it is: without this folder, and without one for the mail, there is nobody to write to */
  readonly owner?: string | undefined
  readonly lines: readonly (string | Buffer)[]
}

/** `ok`: each line is in the file, once, and on the disk. */
const appendResults = ['ok', 'missing', 'outside', 'kind', 'busy', 'full', 'denied'] as const
export type AppendResult = (typeof appendResults)[number] | 'unanswered'

const timeoutMs = 120_000
const lineFeed = Buffer.from('\n')

/**
 * Appends lines to files of a town, here or elsewhere, in one round trip.
 * @returns what became of each file, in the order asked
 * @throws GtError where nothing is known to be written: `GT_MAIL_APPEND_FAILED`; ConnectionLostError, TimeoutError: it may be
 */
export async function appendLines(
  {connection, workspace}: Place,
  appends: readonly Append[],
  signal?: AbortSignal,
): Promise<AppendResult[]> {
  if (appends.length === 0) return []
  const input = Buffer.concat(
    appends.flatMap(({lines}) =>
      lines.flatMap((line) => [typeof line === 'string' ? Buffer.from(line) : line, lineFeed]),
    ),
  )
  const work = join(mailFolder(workspace), `${appendPrefix}${randomBytes(6).toString('hex')}`)
  const words = appends.flatMap(({folder, file, owner, lines}) => [folder, file, owner ?? '', `${lines.length}`])
  const argv = ['sh', '-c', appendProgram, 'gt-append', workspace.root, work, `${input.length}`, ...words]
  const paths = [work, ...appends.map(({folder, file}) => join(folder, file))]
  let printed = ''
  const {code, stderr} = await connection
    .execute(argv, {
      ...{effect: 'write', paths, input, timeoutMs, signal},
      onStdout: (chunk) => void (printed += chunk.toString()),
    })
    // What was answered before it was lost counts.
    .catch((error: unknown) => {
      if (!isGtError(error) || answersIn(printed).length === 0) throw error
      return {code: null, stderr: Buffer.from(error.message)}
    })
  const answers = answersIn(printed)
  if (code === 0 && answers.length === appends.length) return answers
  if (answers.length > 0) return appends.map((_append, at) => answers[at] ?? 'unanswered')
  throw new GtError(
    'GT_MAIL_APPEND_FAILED',
    `${connection.machine}: mail could not be written: ${whyNot(code, stderr)}`,
    {
      hint: 'it stays in the outbox: fix the error, then gt mail sync',
    },
  )
}

/** The error that an outcome other than `ok` and `missing` is. */
export function appendError(result: Exclude<AppendResult, 'ok'>, path: string): GtError {
  return new InputOutputError(path, reasons[result])
}

const reasons: Record<Exclude<AppendResult, 'ok'>, string> = {
  missing: 'there is no such polecat',
  outside: 'it leads out of the town',
  kind: 'it, or its lock, is no regular file',
  busy: 'something holds its lock',
  full: 'its disk is full, or does not take it',
  denied: 'it may not be written',
  unanswered: 'nothing was heard of it',
}

function answersIn(printed: string): AppendResult[] {
  const words = printed.split('\n').slice(0, -1)
  return words.flatMap((word) => appendResults.find((result) => result === word) ?? [])
}

function whyNot(code: number | null, stderr: Buffer): string {
  if (code === 65) return 'what was sent arrived in part only'
  return stderr.toString().trim().split('\n').at(-1) || `the program ended with ${code ?? 'a signal'}`
}
