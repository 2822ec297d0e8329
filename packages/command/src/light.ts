// What a command line needs that is answered before gt is loaded: nothing here leads to oclif.
export * from './back-pressure-writer.js'
export * from './end-when-nobody-reads.js'
export * from './exit-when-flushed.js'
export * from './failure-on-machine.js'
export * from './has-input.js'
export * from './interruption.js'
export * from './print-error.js'
export * from './theme.js'
