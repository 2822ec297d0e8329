import {examine} from './examine.js'

/** Examines a plugin in a process of its own. */
await examine(process.argv.slice(2), {timeoutMs: 60_000})
