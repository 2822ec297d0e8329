export {askChecks, askStatus, outsidersOf} from './ask.js'
export {Outsiders, type OutsidersOptions} from './outsiders.js'
export type {OutsiderPlugin} from './outsider-plugins.js'
export type {ConfigFacts} from './protocol.js'
