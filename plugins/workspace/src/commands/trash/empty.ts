import {askUser, canAsk, GtCommand, machineFlag, progressMode, withProgress} from '@gt-town/command'
import {GtError, UsageError} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {string as stringArg} from '@oclif/core/args'
import {boolean, string} from '@oclif/core/flags'
import {parseAge} from '../../domain/trash/age.js'
import type {TrashEntry} from '../../domain/trash/trash-entry.js'
import {alongLines, onlyHere, what} from '../../render/trash.js'
import {chooseTrash, emptyTrash, sweepTrash, type TrashChoice} from '../../use-cases/empty-trash.js'

interface EmptiedDocument {
  emptied: {id: string; address: string | null}[]
  machine: string
}

export default class TrashEmpty extends GtCommand {
  static override summary = 'Delete what lies in the trash, for good.'
  static override description = `Names what would be lost, then asks; without a terminal it needs --yes. Links in it are deleted, not followed.`
  static override examples = [
    '<%= config.bin %> trash empty beads/happy',
    '<%= config.bin %> trash empty --older-than 30d',
    '<%= config.bin %> trash empty --all --yes',
  ]
  static override args = {entry: stringArg({description: 'Its id, or what it was.'})}
  static override flags = {
    all: boolean({description: 'Everything in the trash.', exclusive: ['older-than']}),
    'older-than': string({
      description: 'What was removed longer ago than this, such as 12h, 30d or 4w.',
      helpValue: 'AGE',
    }),
    yes: boolean({char: 'y', description: 'Do not ask.'}),
    machine: machineFlag,
  }

  async run(): Promise<EmptiedDocument> {
    const {args, flags} = await this.parse(TrashEmpty)
    const choice = choiceOf(args.entry, flags)
    const town = await this.townOn(flags.machine, flags)
    const entries = await chooseTrash(town, choice)
    if (flags.all) await sweepTrash(town, Date.now())
    if (entries.length === 0) this.log('Nothing to delete.')
    else {
      if (!flags.yes) await this.#confirm(entries)
      const mode = progressMode({json: this.jsonEnabled()})
      await withProgress(mode, 'Emptying the trash...', async () => emptyTrash(town, entries))
      for (const entry of entries) this.log(`Deleted ${printable(what(entry))}`)
    }
    return {
      emptied: entries.map(({id, manifest}) => ({id, address: manifest?.address ?? null})),
      machine: town.machine,
    }
  }

  async #confirm(entries: readonly TrashEntry[]): Promise<void> {
    const lostOf = (entry: TrashEntry): string[] => [
      ...onlyHere(entry).map((line) => `only here: ${line}`),
      ...alongLines(entry).map((line) => `with it: ${line}`),
    ]
    const lines = entries.flatMap((entry) => [what(entry), ...lostOf(entry).map((line) => `  ${line}`)])
    if (!canAsk()) {
      const lost = entries.map((entry) => `${what(entry)} (${lostOf(entry).join('; ')})`)
      throw new GtError('GT_CONFIRMATION_NEEDED', `this would delete for good: ${lost.join(', ')}`, {
        hint: 'say --yes if that is meant',
        exit: 2,
      })
    }
    process.stderr.write(`This would be gone for good:\n${lines.map((line) => `  ${printable(line)}\n`).join('')}`)
    if ((await askUser('Delete it? (yes/no) ')).trim() === 'yes') return
    throw new GtError('GT_ABORTED', 'nothing was deleted', {hint: 'gt trash restore puts things back', exit: 1})
  }
}

function choiceOf(entry: string | undefined, flags: {all: boolean; 'older-than'?: string | undefined}): TrashChoice {
  const age = flags['older-than']
  if (entry !== undefined && (flags.all || age !== undefined)) {
    throw new UsageError('GT_USAGE', 'an entry, --older-than and --all exclude each other', {hint: 'give one of them'})
  }
  if (entry !== undefined) return {entry}
  if (flags.all) return {all: true}
  if (age !== undefined) return {before: Date.now() - parseAge(age)}
  throw new UsageError('GT_USAGE', 'nothing says what to delete', {
    hint: 'name an entry, or give --older-than 30d or --all; gt trash list shows what is there',
  })
}
