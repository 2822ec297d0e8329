import {LocalConnection} from '@gt-town/connection-local'
import {hostKeyOf} from '../../src/trust/host-key.js'
import {addTrusted} from '../../src/trust/trust.js'

/** Adds eight machines at once, in a process of its own. */
const [file = '', worker = '', base64 = ''] = process.argv.slice(2)
const key = hostKeyOf(Buffer.from(base64, 'base64'))
if (!key) throw new Error('not a key')
const names = Array.from({length: 8}, (_name, index) => `${worker}${index}.example`)
await Promise.all(names.map(async (name) => addTrusted(new LocalConnection(), file, name, key)))
