import type {GtHook} from '@gt-town/contract'
import {listMachines} from '../operations/registry.js'

const hook: GtHook<'gt:machines'> = async ({connection, workspace}) => listMachines(connection, workspace)

export default hook
