import type {GtHook} from '@gt-town/contract'
import {statusSections} from '../render/status-sections.js'
import {townStatus} from '../use-cases/town-status.js'

const hook: GtHook<'gt:status'> = async ({connection, workspace}) => {
  const here = {connection, workspace}
  return statusSections(await townStatus({machine: 'local', hub: here, target: here}))
}
export default hook
