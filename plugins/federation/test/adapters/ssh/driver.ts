import {LocalConnection} from '../../../src/adapters/local-connection.js'
import {connectMachine} from '../../../src/adapters/ssh/connect-machine.js'
import type {SshTarget} from '../../../src/adapters/ssh/target.js'
import {drive} from '../drive.js'

/** As the local driver, over ssh: the first argument is the target, as JSON. */
const [target = '{}', ...words] = process.argv.slice(2)
const connection = connectMachine(new LocalConnection(), JSON.parse(target) as SshTarget)
await drive(connection, words)
await connection[Symbol.asyncDispose]()
