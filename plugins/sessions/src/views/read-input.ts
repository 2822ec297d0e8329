import {UsageError} from '@gt-town/contract'

/** bytes; a text for a terminal is not longer */
const maxBytes = 4 * 1024 * 1024

/**
 * All of standard input, as text.
 * @throws UsageError `GT_TEXT_INVALID` where it is no UTF-8, or larger than 4 MiB
 */
export async function readInput(input: NodeJS.ReadStream = process.stdin): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk as Uint8Array))
    bytes += (chunk as Uint8Array).length
    if (bytes > maxBytes) throw invalid('is larger than 4 MiB', 'put it into a file, and send where that is')
  }
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(Buffer.concat(chunks))
  } catch {
    throw invalid('is no UTF-8 text', 'encode it, such as with base64, or send where the file is')
  }
}

function invalid(what: string, hint: string): UsageError {
  return new UsageError('GT_TEXT_INVALID', `what came on standard input ${what}`, {hint})
}
