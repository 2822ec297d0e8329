import {dirname} from 'node:path'
import {
  ExistsError,
  GtError,
  NotAFileError,
  NotFoundError,
  type Connection,
  type ExecOptions,
  type ExecResult,
} from '@gt-town/contract'
import {ByteChannel} from './byte-channel.js'

/** One file or folder, and where a copy of it is to be. Paths are absolute. */
export interface CopyJob {
  readonly from: {readonly connection: Connection; readonly path: string}
  readonly to: {readonly connection: Connection; readonly path: string}
  /** folders too */
  readonly recursive: boolean
  readonly signal: AbortSignal
  /** told how many bytes of how many are there */
  readonly report: (bytes: number, of: number) => void
}

/**
 * Takes a file from its input: $1 where to, $2 its mode, $3 how many bytes it has, empty where nobody knows. Renamed when it is whole, so that nobody sees
 * half of it; what is half there goes, whatever ends this, and however often it is told to end.
 */
const receiveFile = `
d=\${1%/*}; t=$d/.gt-copy-$$; umask 077
[ -d "\${d:-/}" ] || exit 6
[ ! -d "$1" ] || exit 5
trap 'trap "" HUP INT TERM PIPE; rm -f "$t"' EXIT
trap 'exit 1' HUP INT TERM PIPE
cat >"$t" || exit 9
[ -z "$3" ] || [ "$(wc -c <"$t")" -eq "$3" ] || { echo "it changed while it was copied, or the connection was lost" >&2; exit 8; }
chmod "$2" "$t" && sync "$t" 2>/dev/null; mv -f "$t" "$1"`

/** The same for a folder, whose content comes as tar: $1 where to. What is there already is never touched. */
const receiveFolder = `
d=\${1%/*}; t=$d/.gt-copy-$$; umask 077
[ -d "\${d:-/}" ] || exit 6
trap 'trap "" HUP INT TERM PIPE; rm -rf "$t"' EXIT
trap 'exit 1' HUP INT TERM PIPE
mkdir "$t" && tar -xpf - -C "$t" || exit 9
[ ! -e "$1" ] && [ ! -L "$1" ] || exit 7
mv "$t" "$1"`

/**
 * Copies a file or a folder from one machine to another, or between here and there.
 * @returns how many bytes it has
 * @throws NotFoundError, NotAFileError (a folder, unless recursive), ExistsError (a folder that is there already), GtError `GT_COPY_FAILED`
 */
export async function copyTree(job: CopyJob): Promise<number> {
  const {from, to, recursive} = job
  const [source] = await from.connection.inspect([{op: 'stat', path: from.path}])
  if (!source.ok) throw source.error
  if (source.value.type === 'directory') {
    if (!recursive) throw new NotAFileError(from.path, {hint: 'add -r to copy a folder with all that is in it'})
    return copyFolder(job)
  }
  if (source.value.type !== 'file') throw new NotAFileError(from.path)
  const {size, mode} = source.value
  const argv = ['sh', '-c', receiveFile, 'sh', to.path, mode.toString(8), size === 0 ? '' : String(size)]
  await stream(job, ['cat', '--', from.path], argv, size)
  return size
}

async function copyFolder(job: CopyJob): Promise<number> {
  const {from, to} = job
  const [there] = await to.connection.inspect([{op: 'stat', path: to.path}])
  if (there.ok) throw new ExistsError(to.path, {hint: 'remove it first, or copy to another name: nothing is merged'})
  // Of a link to a folder, what is in that folder.
  const send = ['tar', '-C', from.path, '-cf', '-', '.']
  return stream(job, send, ['sh', '-c', receiveFolder, 'sh', to.path], 0)
}

/** Runs both ends at once. @returns how many bytes went through */
async function stream(
  {from, to, signal, report}: CopyJob,
  send: readonly string[],
  receive: readonly string[],
  size: number,
): Promise<number> {
  const channel = new ByteChannel()
  const ended = new AbortController()
  const options: ExecOptions = {effect: 'read', timeoutMs: 0, signal: AbortSignal.any([signal, ended.signal])}
  let bytes = 0
  const onStdout = async (chunk: Buffer): Promise<void> => {
    bytes += chunk.length
    report(bytes, size)
    await channel.write(chunk)
  }
  const sending = from.connection.execute(send, {...options, onStdout}).then(
    (result) => {
      if (result.code === 0) channel.end()
      else channel.fail(failed(from.path, result))
      return result
    },
    (error: unknown) => {
      channel.fail(error)
      throw error
    },
  )
  sending.catch(() => undefined)
  try {
    const result = await to.connection.execute(receive, {
      ...options,
      effect: 'write',
      paths: [to.path],
      input: channel,
    })
    if (result.code === 7)
      throw new ExistsError(to.path, {hint: 'remove it first, or copy to another name: nothing is merged'})
    if (result.code === 5)
      throw new NotAFileError(to.path, {hint: 'a folder is there: remove it first, or copy to another name'})
    if (result.code === 6) throw new NotFoundError(dirname(to.path), {hint: 'make that folder first'})
    if (result.code !== 0) throw failed(to.path, result)
    await sending
    return bytes
  } finally {
    channel.close()
    ended.abort()
  }
}

function failed(path: string, {code, signal, stderr}: ExecResult): GtError {
  const text = stderr.toString().trim().split('\n').at(-1) ?? ''
  return new GtError('GT_COPY_FAILED', `${path}: ${text || `it ended with ${code ?? signal}`}`, {
    hint: 'see to what is said here, then copy it again: nothing was left half copied',
  })
}
