export * from './layout.js'
export * from './under.js'
