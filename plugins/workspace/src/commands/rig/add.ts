import {GtCommand, machineFlag, progressMode, timeoutFlag, withProgress} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {string as stringArg} from '@oclif/core/args'
import {string} from '@oclif/core/flags'
import {shownRigDocument, type ShownRigDocument} from '../../render/rig-document.js'
import {namedAfter} from '../../domain/rigs/named-after.js'
import {addRig} from '../../use-cases/add-rig.js'

export default class RigAdd extends GtCommand {
  static override summary = 'Add a rig: clone a repository and register it.'
  static override description = `The repository is cloned once over the network, into the rig's refinery; the mayor's clone shares its objects. It may be \
anything git can clone, also the path of a repository on this machine. git is never allowed to ask for a password: set up a \
credential helper or an ssh agent first. A failure leaves nothing behind. \
With --machine that machine clones, with its own credentials, and a path is one on that machine.`
  static override examples = [
    '<%= config.bin %> rig add beads https://github.com/steveyegge/beads',
    '<%= config.bin %> rig add https://github.com/steveyegge/beads',
    '<%= config.bin %> rig add web git@example.com:team/web.git --branch develop',
    '<%= config.bin %> rig add big https://example.com/big.git --filter blob:none',
    '<%= config.bin %> rig add web git@example.com:team/web.git --machine west',
    '<%= config.bin %> rig add mine ~/code/mine --machines local,west --preferred-machine west',
  ]
  static override usage =
    'rig add [NAME] GIT_URL [--branch NAME] [--filter blob:none] [--beads-path DIR] [--machines A,B] ' +
    '[--preferred-machine NAME] [--timeout SEC] [--machine NAME] [--town DIR] [--json]'
  static completion: CommandCompletion = {args: {git_url: 'folder'}}
  static override args = {
    name: stringArg({
      description: 'What to call the rig; left out, it is called as its repository is.',
      required: true,
    }),
    git_url: stringArg({description: 'Where its repository is: a URL git understands, or a path.'}),
  }
  static override flags = {
    branch: string({description: "Check out this branch instead of the repository's default one.", helpValue: 'NAME'}),
    filter: string({description: 'Make partial clones, which fetch the rest when needed.', helpValue: 'blob:none'}),
    'beads-path': string({description: "Where the rig's beads are, if not in the repository.", helpValue: 'DIR'}),
    machines: string({description: 'Machines that may work on it, separated by commas.', helpValue: 'A,B'}),
    'preferred-machine': string({description: 'The machine to prefer among them.', helpValue: 'NAME'}),
    timeout: timeoutFlag,
    machine: machineFlag,
  }

  async run(): Promise<{rig: ShownRigDocument}> {
    const {args, flags} = await this.parse(RigAdd)
    this.limitTo(flags.timeout)
    const {name, gitUrl} = args.git_url === undefined ? namedAfter(args.name) : {name: args.name, gitUrl: args.git_url}
    const request = {
      name,
      gitUrl,
      branch: flags.branch,
      filter: flags.filter,
      beadsPath: flags['beads-path'],
      machines: flags.machines?.split(','),
      preferredMachine: flags['preferred-machine'],
    }
    const town = await this.townOn(flags.machine, flags)
    const {machine} = town
    const from = (): string => this.currentFolderOn(machine, gitUrl)
    const mode = progressMode({json: this.jsonEnabled()})
    const added = await withProgress(mode, `Adding ${name}...`, async (report) =>
      addRig(town, request, {from, signal: this.signal, report}),
    )
    const {rig, clones} = added
    this.log(`Added rig ${rig.name}: branch ${clones.refinery.branch ?? '?'} of ${printable(rig.gitUrl ?? gitUrl)}`)
    this.log(`  ${rig.path}`)
    this.log(`Next: ${this.config.bin} polecat add ${machine === 'local' ? '' : `${machine}:`}${rig.name}/NAME`)
    return {rig: shownRigDocument(added, machine)}
  }
}
