export * from './held-programs.js'
export type {SshTarget} from '../transport/target.js'
