export {
  MemoryConnection,
  type MemoryOptions,
  type Program,
  type ProgramResult,
  type Tree,
  type TreeEntry,
} from './memory-connection.js'
