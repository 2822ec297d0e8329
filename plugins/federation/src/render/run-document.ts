import type {RunOutcome} from '../domain/run-outcome.js'

/** One line of `gt machine exec --json`. */
export interface RunDocument {
  machine: string
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
  /** of both streams; base64 where one of them is no UTF-8 text */
  encoding: 'utf8' | 'base64'
  duration_ms: number
  error?: {code: string; message: string; hint: string | null}
}

export function runDocument({machine, code, signal, stdout, stderr, durationMs, error}: RunOutcome): RunDocument {
  const encoding = isText(stdout) && isText(stderr) ? 'utf8' : 'base64'
  return {
    machine: machine.name,
    code,
    signal,
    stdout: stdout.toString(encoding),
    stderr: stderr.toString(encoding),
    encoding,
    duration_ms: durationMs,
    ...(error && {error: {code: error.code, message: error.message, hint: error.hint ?? null}}),
  }
}

function isText(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes)
}
