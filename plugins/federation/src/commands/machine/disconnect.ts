import {ask} from '@gt-town/hooks'
import {GtCommand} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {chosenMachines} from '../../use-cases/list-machines.js'

export default class MachineDisconnect extends GtCommand {
  static override summary = 'End the connections to machines that are kept between commands.'
  static override description = `Without a name all of them. What runs over them at this moment ends too; the next command connects anew.`
  static override examples = ['<%= config.bin %> machine disconnect', '<%= config.bin %> machine disconnect west']
  static override strict = false
  static override usage = 'machine disconnect [NAME...]'
  static completion: CommandCompletion = {rest: 'machine'}

  async run(): Promise<{disconnected: string[]}> {
    const {argv, flags} = await this.parse(MachineDisconnect)
    const town = await this.town(flags)
    const names = argv.map(String)
    const chosen = names.length === 0 ? [] : await chosenMachines(town, {names})
    const held = await ask(this.config, 'gt:held-links', {workspace: town.hub.workspace})
    const disconnected = await held.end(chosen.map(({name}) => name))
    if (disconnected.length === 0) this.log('No connection is kept.')
    for (const name of disconnected) this.log(`Disconnected from ${name}`)
    return {disconnected}
  }
}
