export * from './collect.js'
export * from './third-party.js'
