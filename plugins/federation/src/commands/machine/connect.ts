import {askLogin, canAsk, GtCommand, progressMode, withProgress} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {boolean, string} from '@oclif/core/flags'
import {parseHoldTime} from '../../domain/hold-time.js'
import {connectMachines} from '../../use-cases/connect-machines.js'
import {chosenMachines} from '../../use-cases/list-machines.js'

export default class MachineConnect extends GtCommand {
  static override summary = 'Connect to machines now, and keep the connections for commands to come.'
  static override description = `gt keeps the connections it makes for ten minutes after their last use anyway; here you say for how long. What has to be asked, a password, \
a code or the passphrase of a key, is asked once, in a terminal. Until gt machine disconnect, any program of yours can use them by gt, agents too.`
  static override examples = [
    '<%= config.bin %> machine connect west',
    '<%= config.bin %> machine connect --all --for 12h',
  ]
  static override strict = false
  static override usage = 'machine connect NAME...|--all|--tag KEY=VALUE... [--for DURATION]'
  static completion: CommandCompletion = {rest: 'machine'}
  static override flags = {
    all: boolean({description: 'To all machines of the town.'}),
    tag: string({description: 'To machines with this tag; repeatable.', helpValue: 'KEY=VALUE', multiple: true}),
    for: string({description: 'How long to keep them, such as 30m or 8h.', default: '8h', helpValue: 'DURATION'}),
  }

  async run(): Promise<{connected: {machine: string; connect_ms: number}[]}> {
    const {argv, flags} = await this.parse(MachineConnect)
    const holdMs = parseHoldTime(flags.for)
    const town = await this.town(flags)
    const machines = await chosenMachines(town, {names: argv.map(String), all: flags.all, tags: flags.tag ?? []})
    const {workspace} = town.hub
    const connected = await withProgress(progressMode({json: this.jsonEnabled()}), 'Connecting...', async () =>
      connectMachines(machines, {
        connect: async ({name}) => this.connect(name, {workspace, hold: holdMs, ...(canAsk() && {askLogin})}),
        signal: this.signal,
      }),
    )
    for (const {machine} of connected) this.log(`Connected to ${machine}, for ${flags.for}`)
    return {connected: connected.map(({machine, connectMs}) => ({machine, connect_ms: connectMs}))}
  }
}
