import type {GtHook} from '@gt-town/contract'
import {forgetWorkspace, noteWorkspace} from '../operations/registry.js'

const hook: GtHook<'gt:settle'> = async ({connection, workspace, machine, root, signal, takeBack}) =>
  // Taken back even where the user gave up.
  takeBack
    ? forgetWorkspace(connection, workspace, machine, root)
    : noteWorkspace(connection, workspace, machine, root, signal)

export default hook
