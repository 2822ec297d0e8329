import {GtCommand, progressMode, withProgress} from '@gt-town/command'
import {parsePolecatAddress, printAddress} from '@gt-town/contract'
import {string} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import {savedLines} from '../../render/saved-work.js'
import {removePolecat} from '../../use-cases/remove-polecat.js'

interface RemovedDocument {
  polecat: {
    address: string
    machine: string
    path: string
    mail: string
    saved: {clone: string; refs: string[]} | null
    ignored: string[]
  }
}

export default class PolecatRemove extends GtCommand {
  static override summary = 'Remove a polecat once nothing in its clone can be lost.'
  static override description = `Refuses while the clone holds uncommitted changes, untracked files, stashes, commits or tags that are nowhere else, or \
something unfinished such as a rebase, and names them. With --force all of that is first saved as references of the refinery's \
clone. Ignored files go with the clone. Its mail stays.`
  static override examples = [
    '<%= config.bin %> polecat remove beads/happy',
    '<%= config.bin %> polecat remove beads/happy --force',
    '<%= config.bin %> polecat remove west:beads/happy',
  ]
  static override args = {address: string({description: 'The polecat, such as beads/happy.', required: true})}
  static override flags = {
    force: boolean({description: "Save what is only there in the refinery's clone, then remove it."}),
  }

  async run(): Promise<RemovedDocument> {
    const {args, flags} = await this.parse(PolecatRemove)
    const address = parsePolecatAddress(args.address)
    const town = await this.townOn(address.machine, flags)
    const mode = progressMode({json: this.jsonEnabled()})
    const options = {force: flags.force, signal: this.signal}
    const removed = await withProgress(mode, `Checking ${printAddress(address)} …`, async () =>
      removePolecat(town, address, options),
    )
    this.log(`Removed polecat ${printAddress(address)}; its mail stays in ${removed.mail}`)
    for (const line of savedLines(removed)) this.log(line)
    const {path, mail, saved, ignored} = removed
    return {
      polecat: {
        address: printAddress(address),
        machine: town.machine,
        path,
        mail,
        saved: saved ? {clone: saved.clone, refs: [...saved.refs]} : null,
        ignored: [...ignored],
      },
    }
  }
}
