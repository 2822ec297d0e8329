import type {GtHook} from '@gt-town/contract'
import {ringAll} from '../use-cases/ring.js'

const hook: GtHook<'gt:mail-arrival'> = async (arrival) => ringAll(arrival)
export default hook
