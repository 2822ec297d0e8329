import {decode} from './parse.js'

/**
 * What can still be read of a JSON document that is broken: everything that is intact before the first mistake. A
 * text that was cut off in the middle of a value loses that value, not half of it.
 * @returns undefined where nothing can be read
 */
export async function salvageJson(bytes: Uint8Array): Promise<unknown> {
  const text = decode(bytes)
  if (text === undefined) return undefined
  const {intactStart} = await import('./salvage-text.js')
  return intactStart(text)
}
