import {SshConnection} from '../../../src/adapters/ssh/ssh-connection.js'
import type {Sshd} from '../../support/sshd.js'
import {SystemSsh} from '../../support/system-ssh.js'
import {drive} from '../drive.js'

/** As the local driver, over ssh: the first argument is the server and the account, as JSON. */
const [place = '{}', ...words] = process.argv.slice(2)
const {sshd, user} = JSON.parse(place) as {sshd: Sshd; user: string}
const connection = new SshConnection(new SystemSsh(sshd, user))
await drive(connection, words)
await connection[Symbol.asyncDispose]()
