import type {Connection, Workspace} from '@gt-town/contract'
import {gitignoreFile} from '@gt-town/town-layout'

/** Which of these lines the town's .gitignore lacks. A link counts as no file, as it does for git. */
export async function missingLines(
  connection: Connection,
  town: Workspace,
  lines: readonly string[],
): Promise<string[]> {
  const path = gitignoreFile(town)
  const [entry, content] = await connection.inspect([
    {op: 'stat', path, follow: false},
    {op: 'read', path},
  ])
  const isReadable = content.ok && entry.ok && entry.value.type === 'file'
  const present = isReadable ? linesOf(content.value) : new Set<string>()
  return lines.filter((line) => !present.has(Buffer.from(line).toString('latin1')))
}

/** Each rig asks for the same bytes: taken apart once, or a thousand rigs would take a million steps. */
const known = new WeakMap<Uint8Array, ReadonlySet<string>>()

/** Byte by byte: a line of the user's in another encoding is no reason not to find ours. */
function linesOf(bytes: Buffer): ReadonlySet<string> {
  const lines =
    known.get(bytes) ??
    new Set(
      bytes
        .toString('latin1')
        .split('\n')
        .map((line) => line.trimEnd()),
    )
  known.set(bytes, lines)
  return lines
}
