import type {GtHook} from '@gt-town/contract'
import {settleInRegistry} from '../operations/registry.js'

const hook: GtHook<'gt:settle'> = async ({connection, workspace, machine, root, signal}) =>
  settleInRegistry(connection, workspace, machine, root, signal)

export default hook
