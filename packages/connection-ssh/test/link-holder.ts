import {LocalConnection} from '@gt-town/connection-local'
import {OpenSshTransport} from '../src/transport/openssh/openssh-transport.js'
import type {SshTarget} from '../src/transport/target.js'

/** Has a link with two programs that run, until it is killed. */
const link = new OpenSshTransport(new LocalConnection(), JSON.parse(process.argv[2] ?? '{}') as SshTarget)
await link.start('sleep 300', {})
await link.start('sleep 300', {})
process.stdout.write('up\n')
