import {LocalConnection} from '@gt-town/connection-local'
import {SshConnection} from '../src/ssh-connection.js'
import {makeTransport} from '../src/transport/make-transport.js'
import type {SshTarget} from '../src/transport/target.js'

// Runs a program over a held link: of the target in the first argument, what the others say.
const [target = '', ...argv] = process.argv.slice(2)
const transport = makeTransport(new LocalConnection(), JSON.parse(target) as SshTarget)
const connection = new SshConnection(transport)
const words = argv.length === 0 ? ['sh', '-c', 'echo $PPID'] : argv
const {stdout} = await connection.execute(words, {effect: 'read', timeoutMs: 0})
process.stdout.write(stdout)
await connection[Symbol.asyncDispose]()
