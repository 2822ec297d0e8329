import type {GcpTarget} from '../../../src/adapters/gcp/instance-target.js'
import {drive} from '../drive.js'
import {connectTo} from './gcp-scene.js'

/** As the driver of ssh, to an instance. */
const [target = '{}', ...words] = process.argv.slice(2)
const connection = connectTo(JSON.parse(target) as GcpTarget)
await drive(connection, words)
await connection[Symbol.asyncDispose]()
