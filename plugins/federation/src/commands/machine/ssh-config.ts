import {GtCommand} from '@gt-town/command'
import {ask} from '@gt-town/hooks'
import type {CommandCompletion} from '@gt-town/contract'
import {sshConfigDocument, sshConfigText, type SshConfigDocument} from '../../render/ssh-config.js'
import {chosenMachines} from '../../use-cases/list-machines.js'

export default class MachineSshConfig extends GtCommand {
  static override summary = 'Print the machines as Host blocks of ssh, for ssh, scp and editors.'
  static override description = `Each machine is a host of its name, with the keys that this town trusts. Write it to a file and say \`Include\` of it at the top of ~/.ssh/config; \
after a change of the machines, write it again.`
  static override examples = [
    '<%= config.bin %> machine ssh-config > ~/.ssh/gt-town.conf',
    "<%= config.bin %> machine ssh-config 'gpu*'",
  ]
  static override strict = false
  static override usage = 'machine ssh-config [NAME...]'
  static completion: CommandCompletion = {rest: 'machine'}

  async run(): Promise<{hosts: SshConfigDocument[]}> {
    const {argv, flags} = await this.parse(MachineSshConfig)
    const town = await this.town(flags)
    const {workspace} = town.hub
    const names = argv.map(String)
    const machines = await chosenMachines(town, {names, all: names.length === 0})
    const hosts = await Promise.all(
      machines
        .filter(({type}) => type !== 'local')
        .map(async (machine) => {
          const terminal = await ask(this.config, 'gt:terminal', {machine: machine.name, workspace, settings: machine})
          return {name: machine.name, settings: await terminal.sshSettings()}
        }),
    )
    this.logDocument(sshConfigText(hosts))
    return {hosts: hosts.map(sshConfigDocument)}
  }
}
