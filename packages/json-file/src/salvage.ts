import {decode, isUtf16, withoutMark} from './parse.js'
import type {Salvaged} from './salvaged.js'

/**
 * What can still be read of a JSON document that is broken: all that a mistake leaves no doubt about. A value that was
 * cut off in its middle is lost, not half of it kept, and so is a string with bytes that are no text.
 */
export async function salvageJson(bytes: Uint8Array): Promise<Salvaged> {
  const text = decode(bytes)
  const {salvageText} = await import('./salvage-text.js')
  return salvageText(withoutMark(text ?? decodeAnyhow(bytes)), text === undefined)
}

/** With a replacement character for whatever is not UTF-8. */
function decodeAnyhow(bytes: Uint8Array): string {
  if (!isUtf16(bytes)) return new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes)
  return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be', {ignoreBOM: true}).decode(bytes)
}
