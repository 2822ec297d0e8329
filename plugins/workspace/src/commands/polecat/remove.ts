import {GtCommand, leaveUnused, machineOption, moveAlong, progressMode, withProgress} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {parsePolecatAddress, printAddress, type CommandCompletion} from '@gt-town/contract'
import {string} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import {printRisk, type Risk} from '../../domain/polecats/work-at-risk.js'
import {alongWith, printAlong} from '../../domain/trash/along.js'
import {removePolecat} from '../../use-cases/remove-polecat.js'

interface RemovedDocument {
  polecat: {
    address: string
    machine: string
    path: string
    mail: string
    /** the entry of the trash; null where its folder was gone already */
    trash: string | null
    only_here: Risk[] | null
    superseded: string[]
    ignored: string[]
    warnings: string[]
  }
}

export default class PolecatRemove extends GtCommand {
  static override hiddenAliases = ['polecat:rm', 'polecat:delete']
  static override summary = 'Move a polecat to the trash once nothing is only in its clone.'
  static override description = `Refuses while the clone holds uncommitted changes, untracked files, stashes, commits that the rig's origin has not, or \
something unfinished such as a rebase, and names them. With --force it goes all the same. The clone is moved, whole, to the town's \
trash, from which gt trash restore brings it back; nothing empties that by itself. Its mail stays.`
  static override examples = [
    '<%= config.bin %> polecat remove beads/happy',
    '<%= config.bin %> polecat remove beads/happy --force',
    '<%= config.bin %> polecat remove west:beads/happy',
  ]
  static completion: CommandCompletion = {args: {address: 'polecat'}}
  static override args = {address: string({description: 'The polecat, such as beads/happy.', required: true})}
  static override flags = {
    force: boolean({
      description:
        'Also while something is only there: it goes to the trash too. A session that runs there is stopped.',
    }),
  }

  async run(): Promise<RemovedDocument> {
    const {args, flags} = await this.parse(PolecatRemove)
    const address = parsePolecatAddress(args.address)
    const town = await this.townOn(address.machine, flags)
    const own = `${address.rig}/${address.polecat}`
    const question = {place: town.target, machine: town.machine, address: own, signal: this.signal}
    await leaveUnused(this.config, question, {force: flags.force})
    const mode = progressMode({json: this.jsonEnabled()})
    const options = {force: flags.force, signal: this.signal}
    const removed = await withProgress(mode, `Checking ${printAddress(address)}...`, async () =>
      removePolecat(town, address, options),
    )
    const {path, mail, trash, work, originProblem} = removed
    const {place, signal} = question
    const left = trash === undefined ? [] : await moveAlong(this.config, {place, address: own, entry: trash, signal})
    const warnings = [...removed.warnings, ...left]
    const said = printAddress(address)
    const done = trash === undefined ? `Forgot polecat ${said}, whose folder was gone` : `Removed polecat ${said}`
    this.log(`${done}; its mail stays in ${mail}`)
    for (const risk of work?.risks ?? []) this.log(printable(`  with it went ${printRisk(risk)}`))
    for (const one of work ? alongWith(own, work) : []) this.log(printable(`  with it went ${printAlong(one)}`))
    if (trash !== undefined) {
      const restore = `trash restore ${address.rig}/${address.polecat}${machineOption(town.machine)}`
      this.log(`  bring it back with ${this.config.bin} ${restore}`)
    }
    if (!this.jsonEnabled()) for (const line of warnings) process.stderr.write(`Warning: ${printable(line)}\n`)
    if (originProblem !== undefined && !this.jsonEnabled()) {
      const seen = 'what the refinery last saw of it counted instead'
      process.stderr.write(printable(`Warning: the origin could not be asked (${originProblem}); ${seen}`) + '\n')
    }
    return {
      polecat: {
        address: said,
        machine: town.machine,
        path,
        mail,
        trash: trash ?? null,
        only_here: work ? [...work.risks] : null,
        superseded: [...(work?.superseded ?? [])],
        ignored: [...(work?.ignored ?? [])],
        warnings,
      },
    }
  }
}
