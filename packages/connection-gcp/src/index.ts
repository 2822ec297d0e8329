export * from './gcp-transport.js'
export * from './instance-target.js'
export * from './instance.js'
