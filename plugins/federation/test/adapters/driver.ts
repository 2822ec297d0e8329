import {LocalConnection} from '../../src/adapters/local-connection.js'
import {drive} from './drive.js'

await drive(new LocalConnection(), process.argv.slice(2))
