import {GtCommand, progressMode, timeoutFlag, withProgress} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {parsePolecatAddress, printAddress, type CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {boolean, string} from '@oclif/core/flags'
import {addPolecat} from '../../use-cases/add-polecat.js'

interface AddedDocument {
  polecat: {
    address: string
    machine: string
    rig: string
    name: string
    path: string
    branch: string
    starts_at: string | null
    /** the rig was not there and was added first */
    rig_added: boolean
    warnings: string[]
  }
}

export default class PolecatAdd extends GtCommand {
  static override summary = 'Add a polecat: a worker clone of a rig.'
  static override description = `The clone shares the objects of the rig's other clones, so that it costs little space, and starts from the origin as it is now; where that cannot be reached, from what the rig last saw of \
it, which is said. Its mail lies in \
the rig's .gastown/mail folder and is linked into it as mail, which git ignores; a repository that has a path mail of its own \
gets no link. On another machine the rig is added first where it is missing, from the same git_url and with the same options.`
  static override examples = [
    '<%= config.bin %> polecat add beads/happy',
    '<%= config.bin %> polecat add beads/happy --branch fix/login',
    '<%= config.bin %> polecat add beads/happy --no-fetch',
    '<%= config.bin %> polecat add west:beads/happy',
  ]
  static completion: CommandCompletion = {args: {address: 'rig-on-machine'}}
  static override args = {
    address: stringArg({description: 'Its rig and name, such as beads/happy.', required: true}),
  }
  static override flags = {
    branch: string({
      description:
        "Check out this branch of the origin; one that the origin does not have is made new, from the rig's own.",
      helpValue: 'NAME',
    }),
    timeout: timeoutFlag,
    fetch: boolean({
      default: true,
      allowNo: true,
      description: 'Start from the origin as it is now; --no-fetch starts from what the rig last saw of it.',
    }),
  }

  async run(): Promise<AddedDocument> {
    const {args, flags} = await this.parse(PolecatAdd)
    this.limitTo(flags.timeout)
    const address = parsePolecatAddress(args.address)
    const town = await this.townOn(address.machine, flags)
    const {machine} = town
    const mode = progressMode({json: this.jsonEnabled()})
    const added = await withProgress(mode, `Adding ${printAddress(address)}...`, async (report) =>
      addPolecat(town, address, {branch: flags.branch, fetch: flags.fetch, signal: this.signal, report}),
    )
    const {path, branch, startsAt, rig: newRig, warnings} = added
    const from = startsAt === undefined ? `branch ${branch}` : `new branch ${branch}, which starts at ${startsAt}`
    if (newRig) this.log(`Added rig ${address.rig} on ${machine} first: ${printable(newRig.rig.gitUrl ?? '?')}`)
    this.log(`Added polecat ${printAddress(address)}: ${from}`)
    this.log(`  ${path}`)
    if (!this.jsonEnabled()) for (const line of warnings) process.stderr.write(`Warning: ${printable(line)}\n`)
    const {rig, polecat: name} = address
    return {
      polecat: {
        address: printAddress(address),
        machine,
        rig,
        name,
        path,
        branch,
        starts_at: startsAt ?? null,
        rig_added: newRig !== undefined,
        warnings: [...warnings],
      },
    }
  }
}
