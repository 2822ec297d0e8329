import {LocalConnection} from '../src/local-connection.js'
import {drive} from './drive.js'

await drive(new LocalConnection(), process.argv.slice(2))
