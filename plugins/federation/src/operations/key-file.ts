import {UsageError, type Connection} from '@gt-town/contract'

const maxBytes = 64 * 1024

/** Whether this can be a private key at all: a wrong path is told now and not at the first connect. @throws UsageError `GT_KEY_INVALID` */
export async function refuseUnusableKey(connection: Connection, path: string): Promise<void> {
  const [found] = await connection.inspect([{op: 'read', path, maxBytes}])
  if (!found.ok) throw invalid(`the key ${path} cannot be read: ${found.error.message}`, found.error)
  const text = found.value.toString('latin1')
  if (/^(?:ssh-|ecdsa-|sk-)/.test(text)) throw invalid(`${path} is a public key`)
  if (!text.includes('PRIVATE KEY') && !text.startsWith('PuTTY-User-Key-File'))
    throw invalid(`${path} is not a private key`)
}

function invalid(message: string, cause?: unknown): UsageError {
  return new UsageError('GT_KEY_INVALID', message, {
    hint: 'name a private key that is there and that you may read, such as ~/.ssh/id_ed25519',
    cause,
  })
}
