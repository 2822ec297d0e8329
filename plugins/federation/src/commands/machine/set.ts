import {GtCommand, progressMode, withProgress} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {string} from '@oclif/core/args'
import {boolean, integer, string as stringFlag} from '@oclif/core/flags'
import {trustFlags, wayFlags} from '../../command-bases/machine-flags.js'
import {trustByFlags} from '../../command-bases/trust-by-flags.js'
import {optionalFields, type OptionalField} from '../../domain/machine-change.js'
import {machineDocument, type MachineDocument} from '../../render/machine-document.js'
import {setMachine} from '../../use-cases/set-machine.js'

export default class MachineSet extends GtCommand {
  static override summary = 'Change what the town knows of a machine.'
  static override description = `What is not said stays as it is. Where the machine is reached otherwise from now on, that is tried first, and nothing changes when it fails; \
--no-verify does without. A cordoned machine gets no new work; what runs there goes on. Its name stays: remove it and add it again for another one.`
  static override examples = [
    '<%= config.bin %> machine set west --host west2.example.com --port 2222',
    '<%= config.bin %> machine set west --tag role=build --untag old --capacity 12',
    "<%= config.bin %> machine set west --cordon 'new disk on Friday'",
    '<%= config.bin %> machine set west --uncordon --unset user',
  ]
  static completion: CommandCompletion = {args: {name: 'machine'}}
  static override args = {name: string({description: 'The machine.', required: true})}
  static override flags = {
    ...wayFlags,
    instance: stringFlag({description: 'gcp: the instance.'}),
    iap: boolean({description: "gcp: through Google's Identity-Aware Proxy.", allowNo: true}),
    tag: stringFlag({description: 'A tag to add, or to change; repeatable.', helpValue: 'KEY=VALUE', multiple: true}),
    untag: stringFlag({description: 'A tag to take away; repeatable.', helpValue: 'KEY', multiple: true}),
    capacity: integer({description: 'How many sessions it can run.'}),
    transport: stringFlag({description: 'How ssh is run.', options: ['auto', 'ssh2', 'openssh']}),
    hold: boolean({description: 'Keep its connection between commands.', allowNo: true}),
    cordon: stringFlag({description: 'No new work for it, and why.', helpValue: 'REASON', exclusive: ['uncordon']}),
    uncordon: boolean({description: 'It takes new work again.'}),
    unset: stringFlag({
      description: 'What to forget; repeatable.',
      options: Object.keys(optionalFields),
      multiple: true,
    }),
    ...trustFlags,
    verify: boolean({description: 'Connect before it is changed.', default: true, allowNo: true}),
  }

  async run(): Promise<{machine: MachineDocument; changed: string[]}> {
    const {args, flags} = await this.parse(MachineSet)
    const {verify, fingerprint, 'accept-new': acceptNew, key} = flags
    const trust = trustByFlags(args.name, fingerprint, acceptNew)
    const town = await this.town(flags)
    const mode = trust.mode === 'ask' || !verify ? 'silent' : progressMode({json: this.jsonEnabled()})
    const {machine, changed} = await setMachine(town, args.name, {
      change: {
        host: flags.host,
        user: flags.user,
        port: flags.port,
        key: key === undefined ? undefined : this.folder(key),
        workspace: flags.workspace,
        project: flags.project,
        zone: flags.zone,
        instance: flags.instance,
        iap: flags.iap,
        tags: flags.tag,
        untag: flags.untag,
        capacity: flags.capacity,
        transport: flags.transport as 'auto' | 'ssh2' | 'openssh' | undefined,
        hold: flags.hold,
        cordon: flags.cordon,
        uncordon: flags.uncordon,
        unset: flags.unset as OptionalField[] | undefined,
      },
      connect: async (wanted) =>
        this.connect(wanted.name, {workspace: town.hub.workspace, settings: wanted, trust, hold: false}),
      verify,
      now: new Date().toISOString(),
      signal: this.signal,
      whileTrying: async (work) => withProgress(mode, `Connecting to ${args.name}...`, work),
    })
    if (changed.length === 0) this.log(`Nothing to change: ${machine.name} is so already`)
    else this.log(`Changed ${machine.name}: ${changed.join(', ')}`)
    return {machine: machineDocument(machine), changed}
  }
}
