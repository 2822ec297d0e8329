import {LocalConnection} from '@gt-town/connection-local'
import {Ssh2Transport} from '../src/transport/ssh2/ssh2-transport.js'
import {transportSuite} from './transport-suite.js'

transportSuite('ssh2 as a Transport', (target) => new Ssh2Transport(new LocalConnection(), target))
