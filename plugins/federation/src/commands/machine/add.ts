import {GtCommand, progressMode, withProgress} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {string} from '@oclif/core/args'
import {boolean, integer, string as stringFlag} from '@oclif/core/flags'
import {parseMachineRequest} from '../../domain/machine-request.js'
import {addedLines, missingToolLines} from '../../render/added-machine.js'
import {trustFlags, wayFlags} from '../../command-bases/machine-flags.js'
import {trustByFlags} from '../../command-bases/trust-by-flags.js'
import {machineDocument, type MachineDocument} from '../../render/machine-document.js'
import {addMachine} from '../../use-cases/add-machine.js'

interface AddedDocument {
  machine: MachineDocument
  missing: string[]
}

export default class MachineAdd extends GtCommand {
  static override summary = 'Add a machine to the town.'
  static override description = `Connects first: an unknown host key is shown and asked about; where there is no terminal, say --fingerprint or --accept-new. The key goes \
to the town's known_hosts, the machine to machines.json. ~/.ssh/config and the known_hosts of the user and the system count. The machine needs \
sshd, sh, git and perl or flock, tmux for sessions, and gt only where agents are to send mail; what is missing is reported.`
  static override examples = [
    '<%= config.bin %> machine add west --host west.example.com --user deploy --workspace /home/deploy/ai',
    '<%= config.bin %> machine add build --host buildbox --tag role=build --capacity 8 --fingerprint SHA256:...',
  ]
  static override args = {name: string({description: 'What to call it.', required: true})}
  static override flags = {
    type: stringFlag({description: 'How it is reached.', options: ['ssh', 'gcp'], default: 'ssh'}),
    ...wayFlags,
    instance: stringFlag({description: 'gcp: the instance; default the name.'}),
    iap: boolean({description: "gcp: through Google's Identity-Aware Proxy."}),
    tag: stringFlag({description: 'A tag to choose it by; repeatable.', helpValue: 'KEY=VALUE', multiple: true}),
    capacity: integer({description: 'How many sessions it can run.'}),
    transport: stringFlag({
      description: 'How ssh is run; default: ssh2 where it can do it, else openssh.',
      options: ['auto', 'ssh2', 'openssh'],
    }),
    ...trustFlags,
    verify: boolean({description: 'Connect before it is added.', default: true, allowNo: true}),
  }

  async run(): Promise<AddedDocument> {
    const {args, flags} = await this.parse(MachineAdd)
    const trust = trustByFlags(args.name, flags.fingerprint, flags['accept-new'])
    const machine = parseMachineRequest({
      ...flags,
      name: args.name,
      type: flags.type as 'ssh' | 'gcp',
      transport: flags.transport as 'auto' | 'ssh2' | 'openssh' | undefined,
      key: flags.key === undefined ? undefined : this.folder(flags.key),
      tags: flags.tag,
    })
    const town = await this.town(flags)
    // A question and live progress do not go together.
    const mode = trust.mode === 'ask' || !flags.verify ? 'silent' : progressMode({json: this.jsonEnabled()})
    const added = await withProgress(mode, `Connecting to ${args.name}...`, async () =>
      addMachine(town, machine, {
        connect: async () => this.connect(machine.name, {workspace: town.hub.workspace, settings: machine, trust}),
        verify: flags.verify,
        service: town.service,
        signal: this.signal,
      }),
    )
    for (const line of addedLines(added)) this.log(line)
    if (!this.jsonEnabled()) for (const line of missingToolLines(added)) process.stderr.write(`${printable(line)}\n`)
    return {machine: machineDocument(added.machine), missing: [...added.missing]}
  }
}
