import type {GtHook} from '@gt-town/contract'
import {listMachines} from '../operations/machine-registry.js'

const hook: GtHook<'gt:machines'> = async ({connection, workspace}) => listMachines(connection, workspace)

export default hook
