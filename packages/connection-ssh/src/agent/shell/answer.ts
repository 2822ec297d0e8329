import {encodeList} from '../frame.js'
import {errnoIn} from './errno.js'

/** An answer as every other side gives it: `v` and the value. */
export function valueAnswer(value: string | Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('v'), Buffer.from(value)])
}

/** An answer as every other side gives it: `e` and a list of code, path, text. */
export function errorAnswer(code: string, path: string, text: string): Buffer {
  return Buffer.concat([Buffer.from('e'), encodeList([code, path, text])])
}

/** The answer in what gt_fail printed; in anything else, that nobody knows what went wrong. */
export function refusalIn(said: Buffer): Buffer {
  const [code = '', path = '', text = ''] = said.subarray(1).toString().split('\0')
  if (said.toString('latin1', 0, 1) !== 'e') return errorAnswer('EIO', '', 'the remote shell did not say how it went')
  return errorAnswer(code === '' ? errnoIn(text) : code, path, text)
}
