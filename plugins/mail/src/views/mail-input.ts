import {GtError, UsageError} from '@gt-town/contract'
import {maxBodyBytes} from '../domain/message.js'

/**
 * The body of a message: `-m`, or what comes on stdin.
 * @throws UsageError where there is neither or both, or where it is no text; GtError `GT_MAIL_TOO_LARGE`
 */
export async function bodyFrom(
  {message, stdin}: {message: string | undefined; stdin: boolean},
  input: NodeJS.ReadStream,
): Promise<string> {
  if (message !== undefined && stdin) throw usage('-m and --stdin are both given', 'give one of them')
  if (message !== undefined) return message
  if (!stdin) throw usage('there is no body', 'give it with -m TEXT, or with --stdin and a pipe')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk as Uint8Array))
    bytes += (chunk as Uint8Array).length
    if (bytes <= maxBodyBytes) continue
    throw new GtError('GT_MAIL_TOO_LARGE', `the body is larger than ${maxBodyBytes / 1024 / 1024} MiB`, {
      hint: 'put it into a file or a branch, and send where that is',
      exit: 1,
    })
  }
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(Buffer.concat(chunks))
  } catch {
    throw usage('what came on stdin is no UTF-8 text', 'encode it, such as with base64, or send where the file is')
  }
}

function usage(message: string, hint: string): UsageError {
  return new UsageError('GT_USAGE', message, {hint})
}
