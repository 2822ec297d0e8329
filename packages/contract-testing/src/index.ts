export {connectionSuite} from './connection-suite.js'
export {networkSuite} from './suite/network.js'
export {
  MemoryConnection,
  type MemoryOptions,
  type Program,
  type ProgramResult,
  type Tree,
  type TreeEntry,
} from './memory-connection.js'
export {
  testCheck,
  type CheckCases,
  type CheckEnvironment,
  type FailCase,
  type PassCase,
  type TestCheckOptions,
} from './test-check.js'
export type {Capabilities, Make, Network, Subject} from './suite/case.js'
export * from './memory-programs.js'
export * from './memory-tree.js'
