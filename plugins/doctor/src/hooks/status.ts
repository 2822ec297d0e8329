import type {GtHook} from '@gt-town/contract'
import {lastResultSection} from '../render/last-result.js'
import {readLastResult} from '../use-cases/save-result.js'

const hook: GtHook<'gt:status'> = async ({connection, workspace}) => [
  lastResultSection(await readLastResult(connection, workspace), new Date()),
]
export default hook
