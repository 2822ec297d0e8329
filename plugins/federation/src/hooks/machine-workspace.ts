import type {GtHook} from '@gt-town/contract'
import {forgetWorkspace, noteWorkspace} from '../operations/machine-registry.js'

const hook: GtHook<'gt:machine-workspace'> = async ({connection, workspace, machine, root, signal, forget}) =>
  // Forgotten even where the user gave up.
  forget
    ? forgetWorkspace(connection, workspace, machine, root)
    : noteWorkspace(connection, workspace, machine, root, signal)

export default hook
