/**
 * Names of tmux sessions. tmux allows neither `.` nor `:` in them (it changes both to `_` without a word) and takes a prefix
 * of a name for the name (tmux(1), "target-session"): so each byte that is not a letter, a digit or `-` is written as `_` and
 * two hex digits, and `__` ends the name. Two addresses never have one name, and no name is the beginning of another.
 */
const end = '__'
const plain = /^[A-Za-z0-9-]$/

/**
 * @param address without a machine: `mayor`, or `rig/polecat`
 * @returns such as `beads_2fhappy__`
 */
export function sessionNameOf(address: string): string {
  const bytes = [...Buffer.from(address, 'utf8')]
  const letters = bytes.map((byte) => {
    const letter = String.fromCharCode(byte)
    return plain.test(letter) ? letter : `_${byte.toString(16).padStart(2, '0')}`
  })
  return letters.join('') + end
}

/** The address whose session has this name, or undefined where it is no name that gt gives. */
export function addressOfSession(name: string): string | undefined {
  const body = name.endsWith(end) ? name.slice(0, -end.length) : ''
  if (!/^(?:[A-Za-z0-9-]|_[0-9a-f]{2})+$/.test(body)) return undefined
  const address = Buffer.from(
    body.replaceAll(/_([0-9a-f]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
  // Bytes that are no UTF-8, or a letter that gt would not have encoded.
  return sessionNameOf(address) === name ? address : undefined
}
