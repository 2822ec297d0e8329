import {askUser, canAsk, GtCommand, table} from '@gt-town/command'
import {UsageError, type CommandCompletion} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {boolean, string} from '@oclif/core/flags'
import {foundRows, importDocument, type ImportDocument} from '../../render/found-machines.js'
import {findMachines, importMachines, type ImportSource} from '../../use-cases/import-machines.js'

export default class MachineImport extends GtCommand {
  static override summary = 'Add machines that ~/.ssh/config or an ansible inventory lists.'
  static override description = `Shows them first, and asks; where there is no terminal, say --yes. Nobody is connected to, and no key is trusted by it: gt machine status tells which \
keys are unknown, and gt machine trust takes them. A host of ~/.ssh/config keeps its settings there.`
  static override examples = [
    "<%= config.bin %> machine import 'gpu*' --tag role=gpu",
    '<%= config.bin %> machine import --ansible inventory.yml --yes',
  ]
  static override strict = false
  static override usage =
    'machine import [PATTERN...] [--ansible INVENTORY | --ssh-config FILE] [--tag KEY=VALUE]... [--yes]'
  static completion: CommandCompletion = {rest: 'none', flags: {ansible: 'file', 'ssh-config': 'file'}}
  static override flags = {
    ansible: string({
      description: 'An inventory, read by ansible-inventory.',
      helpValue: 'INVENTORY',
      exclusive: ['ssh-config'],
    }),
    'ssh-config': string({description: 'Another file than ~/.ssh/config.', helpValue: 'FILE'}),
    tag: string({description: 'A tag for all of them; repeatable.', helpValue: 'KEY=VALUE', multiple: true}),
    yes: boolean({char: 'y', description: 'Add them without asking.'}),
  }

  async run(): Promise<ImportDocument> {
    const {argv, flags} = await this.parse(MachineImport)
    const town = await this.town(flags)
    const found = await findMachines(town, {
      source: this.source(flags),
      names: argv.map(String),
      tags: flags.tag ?? [],
      home: this.config.home,
      signal: this.signal,
    })
    const fresh = found.filter(({machine}) => machine !== undefined)
    if (found.length > 0) this.log(printable(table(foundRows(found)), {lines: true}))
    if (fresh.length === 0) {
      this.log(found.length === 0 ? 'No host is called so.' : 'Nothing to add.')
      return importDocument(found)
    }
    await this.confirm(fresh.length, flags.yes)
    const added = await importMachines(town, fresh, this.signal)
    const count = added.filter(({machine}) => machine !== undefined).length
    this.log(
      `Added ${count} ${count === 1 ? 'machine' : 'machines'}. See their state: ${this.config.bin} machine status`,
    )
    return importDocument([...added, ...found.filter(({machine}) => machine === undefined)])
  }

  private source(flags: {ansible?: string | undefined; 'ssh-config'?: string | undefined}): ImportSource {
    if (flags.ansible !== undefined) return {kind: 'ansible', path: this.folder(flags.ansible)}
    return {kind: 'ssh-config', path: this.folder(flags['ssh-config'] ?? '~/.ssh/config')}
  }

  private async confirm(count: number, yes: boolean): Promise<void> {
    if (yes) return
    const what = count === 1 ? 'this machine' : `these ${count} machines`
    if (!canAsk() || this.jsonEnabled()) {
      throw new UsageError('GT_NO_TERMINAL', `${what} would be added, and there is nobody to ask`, {hint: 'add --yes'})
    }
    if ((await askUser(`Add ${what}? (yes/no) `)).trim() === 'yes') return
    throw new UsageError('GT_ABORTED', 'nothing was added')
  }
}
