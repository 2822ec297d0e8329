import type {GtHook} from '@gt-town/contract'
import {LocalConnection} from '@gt-town/connection-local'
import {findMachine} from '../domain/choose-machines.js'
import {listMachines} from '../operations/machine-registry.js'

const hook: GtHook<'gt:terminal'> = async (question) => {
  const here = new LocalConnection()
  const {machine, workspace} = question
  const settings = question.settings ?? findMachine(workspace ? await listMachines(here, workspace) : [], machine)
  const {terminalOn} = await import('../adapters/terminal.js')
  return terminalOn(here, {...question, settings})
}

export default hook
