/** No more than this in one word: some shells take their time with long ones. */
const chunkBytes = 16 * 1024

/** Commands that print these bytes: a shell's words hold no NUL, so printf puts them together. */
export function printBytes(bytes: Buffer): string {
  const commands = []
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    commands.push(`printf -- '${printfFormat(bytes.subarray(at, at + chunkBytes))}'`)
  }
  return commands.length === 0 ? ':' : commands.join('\n')
}

function printfFormat(bytes: Buffer): string {
  const escape = (character: string): string => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
  return bytes.toString('latin1').replace(/[^\n\x20-\x7e]|['\\%]/g, escape)
}
