export * from './closest.js'
export * from './cut-text.js'
export * from './printable.js'
export * from './quote-word.js'
