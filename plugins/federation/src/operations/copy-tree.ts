import {randomBytes} from 'node:crypto'
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
 * What each of these begins with. A shell passes a signal on to nobody, and a child that it has just made may miss all but SIGKILL: so
 * it waits for a child in the background, which a signal ends, and ends that itself. Told often, it still tidies up undisturbed.
 */
const tidily = (remove: string): string => `
over=; umask 077
trap 'trap "" HUP INT TERM PIPE; [ -n "$over" ] || [ -z "$!" ] || { kill -KILL "$!"; wait "$!"; } 2>/dev/null; ${remove}' EXIT
trap 'exit 1' HUP INT TERM PIPE`

/**
 * Takes a file from its input: $1 where to, $2 its mode, $3 how many bytes it has, empty where nobody knows. Renamed when it is whole, so that nobody sees
 * half of it; what is half there goes, whatever ends this.
 */
const receiveFile = `
d=\${1%/*}; t=$d/.gt-copy-$$
[ -d "\${d:-/}" ] || exit 6
[ ! -d "$1" ] || exit 5
${tidily('rm -f "$t"')}
exec 3<&0 4>"$t"
cat <&3 >&4 3<&- 4>&- &
wait "$!" || exit 9
over=yes; exec 3<&- 4>&-
[ -z "$3" ] || [ "$(wc -c <"$t")" -eq "$3" ] || { echo "it changed while it was copied, or the connection was lost" >&2; exit 8; }
chmod "$2" "$t" || exit 9
sync "$t" 2>/dev/null; mv -f "$t" "$1"`

/**
 * Sends what is in the folder $1 as tar, with the file $2 at its end: to tar one that stops between two files is whole.
 */
const sendFolder = `
m=$(mktemp -d 2>/dev/null || mktemp -d "$HOME/.gt-copy-XXXXXX") || exit 9
${tidily('rm -rf "$m"')}
: >"$m/$2" || exit 9
tar -C "$1" -cf - . -C "$m" "$2" &
wait "$!"; code=$?
over=yes; exit "$code"`

/** Takes it: $1 where to, $2 the file at the end. What is there already is never touched. */
const receiveFolder = `
d=\${1%/*}; t=$d/.gt-copy-$$
[ -d "\${d:-/}" ] || exit 6
${tidily('rm -rf "$t" "$t.time"')}
mkdir "$t" || exit 9
exec 3<&0
tar -xpf - -C "$t" <&3 3<&- &
wait "$!" || exit 9
over=yes; exec 3<&-
[ -f "$t/$2" ] || { echo "not all of it came" >&2; exit 8; }
touch -r "$t" "$t.time"; rm -f "$t/$2"; touch -r "$t.time" "$t"
rm -f "$t.time"
[ ! -e "$1" ] && [ ! -L "$1" ] || exit 7
mv "$t" "$1"`

/** More than the last file and the end of a tar take: they come in records of 10 KiB. */
const heldBack = 16 * 1024

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
  const end = `.gt-copy-end-${randomBytes(6).toString('hex')}`
  const send = ['sh', '-c', sendFolder, 'sh', from.path, end]
  return stream(job, send, ['sh', '-c', receiveFolder, 'sh', to.path, end], 0)
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
  // What comes last goes on only once the sender says that it is all: the other end takes nothing for whole before.
  let last = Buffer.alloc(0)
  const onStdout = async (chunk: Buffer): Promise<void> => {
    bytes += chunk.length
    report(bytes, size)
    const all = Buffer.concat([last, chunk])
    const keep = Math.max(0, all.length - heldBack)
    last = all.subarray(keep)
    if (keep > 0) await channel.write(all.subarray(0, keep))
  }
  const sending = from.connection.execute(send, {...options, onStdout}).then(
    async (result) => {
      if (result.code === 0) {
        if (last.length > 0) await channel.write(last)
        channel.end()
      } else channel.fail(failed(from, result))
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
    if (result.code !== 0) throw failed(to, result)
    await sending
    return bytes
  } finally {
    channel.close()
    ended.abort()
  }
}

function failed({connection, path}: CopyJob['from'], {code, signal, stderr}: ExecResult): GtError {
  // The first line is the reason; what comes after it may be about tidying up.
  const text = stderr.toString().trim().split('\n')[0] ?? ''
  const where = connection.machine === 'local' ? path : `${connection.machine}: ${path}`
  return new GtError('GT_COPY_FAILED', `${where}: ${text || `it ended with ${code ?? signal}`}`, {
    hint: 'see to what is said here, then copy it again: nothing was left half copied',
  })
}
