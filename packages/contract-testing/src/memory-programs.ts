import {
  AbortedError,
  CommandNotFoundError,
  TimeoutError,
  TooLargeError,
  type Connection,
  type ExecOptions,
  type ExecResult,
  type OutputListener,
} from '@gt-town/contract'
import {orAborted, within} from '@gt-town/waiting'

/** A program of a memory machine: what a real one would print and end with. A string is its output. */
export type Program = (
  argv: readonly string[],
  context: {connection: Connection; options: ExecOptions},
) => ProgramResult | Promise<ProgramResult>
export type ProgramResult = string | {code?: number; stdout?: string | Uint8Array; stderr?: string | Uint8Array}

export async function runProgram(
  programs: Readonly<Record<string, Program>>,
  argv: readonly string[],
  options: ExecOptions,
  connection: Connection,
): Promise<ExecResult> {
  const [command = ''] = argv
  const program = Object.hasOwn(programs, command) ? programs[command] : undefined
  if (options.signal?.aborted) throw new AbortedError(command, {cause: options.signal.reason})
  if (!program) throw new CommandNotFoundError(command)
  const run = async (): Promise<ProgramResult> => program(argv, {connection, options})
  const result = await limited(command, options, run())
  const {code = 0, stdout = '', stderr = ''} = typeof result === 'string' ? {stdout: result} : result
  return {
    code,
    signal: null,
    stdout: await deliver(Buffer.from(stdout as string), command, options.onStdout, options),
    stderr: await deliver(Buffer.from(stderr as string), command, options.onStderr, options),
  }
}

async function limited<T>(command: string, {timeoutMs = 60_000, signal}: ExecOptions, work: Promise<T>): Promise<T> {
  const result = orAborted(work, signal, (cause) => new AbortedError(command, {cause}))
  if (timeoutMs === 0) return result
  return within(timeoutMs, result, () => {
    throw new TimeoutError(command, timeoutMs)
  })
}

async function deliver(
  bytes: Buffer,
  command: string,
  listener: OutputListener | undefined,
  {maxBuffer = 16 * 1024 * 1024}: ExecOptions,
): Promise<Buffer> {
  if (!listener) {
    if (bytes.length > maxBuffer) throw new TooLargeError(`the output of ${command}`, maxBuffer)
    return bytes
  }
  if (bytes.length > 0) await listener(bytes)
  return Buffer.alloc(0)
}
