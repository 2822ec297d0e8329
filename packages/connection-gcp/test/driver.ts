import type {GcpTarget} from '../src/instance-target.js'
import {drive} from '../../connection-local/test/drive.js'
import {connectTo} from './gcp-targets.js'

/** As the driver of ssh, to an instance. */
const [target = '{}', ...words] = process.argv.slice(2)
const connection = connectTo(JSON.parse(target) as GcpTarget)
await drive(connection, words)
await connection[Symbol.asyncDispose]()
