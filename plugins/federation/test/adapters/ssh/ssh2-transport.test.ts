import {LocalConnection} from '../../../src/adapters/local-connection.js'
import {Ssh2Transport} from '../../../src/adapters/ssh/ssh2-transport.js'
import {transportSuite} from './transport-suite.js'

transportSuite('ssh2 as a Transport', (target) => new Ssh2Transport(new LocalConnection(), target))
