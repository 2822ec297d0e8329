import type {GtHook} from '@gt-town/contract'
import {lastResultSection} from '../render/last-result.js'
import {lastResult} from '../use-cases/save-result.js'

const hook: GtHook<'gt:status'> = async ({connection, workspace}) => [
  lastResultSection(await lastResult(connection, workspace), new Date()),
]
export default hook
