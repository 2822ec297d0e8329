import {UsageError, type GtHook} from '@gt-town/contract'
import {LocalConnection} from '../adapters/local-connection.js'

const hook: GtHook<'gt:connection'> = async ({machine}) => {
  if (machine === 'local') return Promise.resolve(new LocalConnection())
  throw new UsageError('GT_MACHINE_NOT_FOUND', `there is no machine ${JSON.stringify(machine)}`, {
    hint: 'this town knows only the machine you are on: local',
  })
}

export default hook
