/** What ssh2 can verify, best first, without SHA-1 as in OpenSSH since 8.8. */
const defaultTypes = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
]
/** What it can verify besides, where someone asks for it. */
const onRequest = ['ssh-rsa', 'ssh-dss']

/**
 * The order in which to ask a machine for its key: first the types we know it by, so that a machine that has several
 * shows one we can compare. For ssh2's `algorithms.serverHostKey`.
 * @param known types of keys, as `knownKeyTypes` gives them
 * @param allowed ssh's HostKeyAlgorithms; default all but those that sign with SHA-1
 * @returns empty where ssh2 can do none of them
 */
export function orderedKeyTypes(known: readonly string[], allowed?: readonly string[]): string[] {
  const supported =
    allowed === undefined ? defaultTypes : allowed.filter((type) => [...defaultTypes, ...onRequest].includes(type))
  return knownFirst(supported, known)
}

/** The same algorithms, those of keys that are known first. */
export function knownFirst(algorithms: readonly string[], known: readonly string[]): string[] {
  const isKnown = (algorithm: string): boolean => known.includes(keyTypeOf(algorithm))
  return [...algorithms.filter(isKnown), ...algorithms.filter((algorithm) => !isKnown(algorithm))]
}

/** One key of RSA signs in three ways. */
function keyTypeOf(algorithm: string): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm
}
