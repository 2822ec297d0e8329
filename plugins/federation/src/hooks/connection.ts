import type {GtHook} from '@gt-town/contract'
import {LocalConnection} from '@gt-town/connection-local'
import {findMachine} from '../domain/choose-machines.js'
import {listMachines} from '../operations/machine-registry.js'

const hook: GtHook<'gt:connection'> = async (question) => {
  const here = new LocalConnection()
  const {machine, workspace} = question
  if (machine === 'local') return here
  const settings = question.settings ?? findMachine(workspace ? await listMachines(here, workspace) : [], machine)
  // Loaded only where another machine is reached.
  const {connectTo} = await import('../adapters/connect-to.js')
  return connectTo(here, {...question, settings})
}

export default hook
