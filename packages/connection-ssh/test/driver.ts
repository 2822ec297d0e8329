import {LocalConnection} from '@gt-town/connection-local'
import {connectMachine} from '../src/connect-machine.js'
import type {SshTarget} from '../src/transport/target.js'
import {drive} from '../../connection-local/test/drive.js'

/** As the local driver, over ssh: the first argument is the target, as JSON. */
const [target = '{}', ...words] = process.argv.slice(2)
const connection = connectMachine(new LocalConnection(), JSON.parse(target) as SshTarget)
await drive(connection, words)
await connection[Symbol.asyncDispose]()
