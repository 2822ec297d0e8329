import {LocalConnection} from '../../../src/adapters/local-connection.js'
import {OpenSshTransport} from '../../../src/adapters/ssh/openssh-transport.js'
import {transportSuite} from './transport-suite.js'

transportSuite("the system's ssh as a Transport", (target) => new OpenSshTransport(new LocalConnection(), target), {
  ends: false,
})
