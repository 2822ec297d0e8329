import type {GtHook} from '@gt-town/contract'
import {settleInRegistry, unsettleInRegistry} from '../operations/registry.js'

const hook: GtHook<'gt:settle'> = async ({connection, workspace, machine, root, signal, takeBack}) =>
  // Taken back even where the user gave up.
  takeBack
    ? unsettleInRegistry(connection, workspace, machine, root)
    : settleInRegistry(connection, workspace, machine, root, signal)

export default hook
