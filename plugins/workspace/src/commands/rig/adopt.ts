import {GtCommand, machineFlag, machineOption} from '@gt-town/command'
import {string} from '@oclif/core/args'
import {adoptRig} from '../../use-cases/adopt-rig.js'

interface AdoptedDocument {
  rig: {name: string; machine: string; path: string; git_url: string; adopted: boolean; missing: string[]}
}

export default class RigAdopt extends GtCommand {
  static override summary = 'Register a rig whose folder is in the town already.'
  static override description = `For a rig that was removed with gt rig remove, restored from a backup or copied from another town: a folder directly in \
the town whose .gastown/config.json says that it is a rig. A repository that is no rig yet is added with gt rig add. \
With --machine a relative DIR starts at the town there.`
  static override examples = [
    '<%= config.bin %> rig adopt beads',
    '<%= config.bin %> rig adopt ~/ai/beads',
    '<%= config.bin %> rig adopt beads --machine west',
  ]
  static override args = {dir: string({description: "The rig's folder.", required: true})}
  static override flags = {machine: machineFlag}

  async run(): Promise<AdoptedDocument> {
    const {args, flags} = await this.parse(RigAdopt)
    const town = await this.townOn(flags.machine, flags)
    const {machine} = town
    const folder = this.folderIn(town, args.dir)
    const {name, path, gitUrl, isNew, missing} = await adoptRig(town, folder)
    this.log(isNew ? `Adopted rig ${name}` : `Rig ${name} is registered already`)
    for (const clone of missing) this.log(`  missing: ${clone}`)
    if (missing.length > 0)
      this.log(`Next: ${this.config.bin} doctor ${name} --fix${machineOption(machine)} makes what is missing`)
    return {rig: {name, machine, path, git_url: gitUrl, adopted: isNew, missing: [...missing]}}
  }
}
