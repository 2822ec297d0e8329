import {decode} from '@gt-town/json-file'

/** Any JSON, or undefined: for questions that must be answered before a file is known to be valid. */
export function parseLoosely(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decode(bytes) ?? '')
  } catch {
    return undefined
  }
}
