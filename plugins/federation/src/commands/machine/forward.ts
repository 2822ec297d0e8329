import {GtCommand} from '@gt-town/command'
import {ask} from '@gt-town/hooks'
import type {CommandCompletion} from '@gt-town/contract'
import {string} from '@oclif/core/args'
import {parseForward, type ForwardDocument} from '../../domain/forward-request.js'
import {oneMachine} from '../../use-cases/list-machines.js'

export default class MachineForward extends GtCommand {
  static override summary = 'Lead a port of this machine to one that another machine reaches.'
  static override description = `Listens on 127.0.0.1 until Ctrl-C, by the system's ssh. HOST is as that machine knows it, by default itself; HOST:PORT is by default the same port there.`
  static override examples = [
    '<%= config.bin %> machine forward west 8080',
    '<%= config.bin %> machine forward west 5432:db.internal:5432',
  ]
  static completion: CommandCompletion = {args: {name: 'machine', ports: 'none'}}
  static override args = {
    name: string({description: 'The machine.', required: true}),
    ports: string({description: 'PORT, PORT:PORT or PORT:HOST:PORT.', required: true}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MachineForward)
    const ports = parseForward(args.ports)
    const town = await this.town(flags)
    const machine = await oneMachine(town, args.name)
    const question = {machine: machine.name, workspace: town.hub.workspace, settings: machine}
    const terminal = await ask(this.config, 'gt:terminal', question)
    const onReady = (): void => {
      // A document once it leads there: whoever waits for it has to know then.
      const {port, host, hostPort} = ports
      const document: ForwardDocument = {forward: {machine: machine.name, port, host, host_port: hostPort}}
      if (this.jsonEnabled()) this.logJson(document)
      this.log(`127.0.0.1:${ports.port} leads to ${ports.host}:${ports.hostPort} by ${machine.name}; Ctrl-C ends it`)
    }
    await terminal.forward(ports, {signal: this.signal, onReady})
  }
}
