import {askUser, canAsk, GtCommand} from '@gt-town/command'
import {GtError} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {string as stringArg} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import {installCompletion, installedCompletion, removeCompletion} from '../../completion/install-completion.js'
import {completionScript} from '../../completion/script.js'
import {completionPlace, shellOf, shells, type CompletionPlace, type CompletedShell} from '../../completion/shells.js'

interface AutocompleteDocument {
  readonly autocomplete: {
    readonly shell: CompletedShell
    readonly script: string
    readonly start_file: string | null
    readonly state: 'installed' | 'removed' | 'unchanged'
  }
}

export default class Autocomplete extends GtCommand {
  static override summary = 'Set up completion by Tab for bash, zsh or fish.'
  static override description = `Puts a small script where the shell finds it, and for bash and zsh one line into .bashrc or .zshrc, after asking. \
Run again it changes nothing; --remove takes both away. gt autocomplete script SHELL prints the script instead, for those who keep such files themselves.`
  static override examples = [
    '<%= config.bin %> autocomplete',
    '<%= config.bin %> autocomplete zsh --yes',
    '<%= config.bin %> autocomplete --remove',
  ]
  static override args = {
    shell: stringArg({description: 'The shell; default: the one that SHELL names.', options: [...shells]}),
  }
  static override flags = {
    yes: boolean({char: 'y', description: 'Do not ask.', exclusive: ['remove']}),
    remove: boolean({description: 'Take completion away again.'}),
  }

  async run(): Promise<AutocompleteDocument> {
    const {args, flags} = await this.parse(Autocomplete)
    const {home, dataDir: dataFolder} = this.config
    const shell = shellOf(args.shell, process.env)
    const place = completionPlace(shell, {home, env: process.env, dataFolder})
    await using connection = await this.connect()
    const script = completionScript(shell)
    const found = await installedCompletion(connection, place, script)
    const state = flags.remove ? (found.isThere ? 'removed' : 'unchanged') : found.isCurrent ? 'unchanged' : 'installed'
    if (state === 'removed') await removeCompletion(connection, place)
    if (state === 'installed') {
      if (!flags.yes) await confirm(shell, place)
      await installCompletion(connection, place, script)
    }
    this.log(printable(said(shell, place, {state, removing: flags.remove}), {lines: true}))
    return {autocomplete: {shell, script: place.script, start_file: place.startFile?.path ?? null, state}}
  }
}

async function confirm(shell: CompletedShell, {script, startFile}: CompletionPlace): Promise<void> {
  const changes = startFile ? `${script} and a line in ${startFile.path}` : script
  if (!canAsk()) {
    throw new GtError('GT_CONFIRMATION_NEEDED', `this would write ${changes}`, {
      hint: `say --yes if that is meant, or print the script: gt autocomplete script ${shell}`,
      exit: 2,
    })
  }
  const answer = await askUser(`Completion for ${shell} needs ${changes}. Go ahead? [Y/n] `)
  if (!['', 'y', 'yes'].includes(answer.trim().toLowerCase()))
    throw new GtError('GT_ABORTED', 'nothing was changed', {hint: `gt autocomplete script ${shell} prints it`, exit: 1})
}

function said(
  shell: CompletedShell,
  {script, startFile}: CompletionPlace,
  {state, removing}: {state: 'installed' | 'removed' | 'unchanged'; removing: boolean},
): string {
  if (removing) return state === 'removed' ? `Completion for ${shell} is removed.` : `There was none for ${shell}.`
  if (state === 'unchanged') return `Completion for ${shell} is set up already: ${script}`
  const added = startFile ? `\n  loaded by a line in ${startFile.path}` : ''
  return `Completion for ${shell} is set up: ${script}${added}\nStart a new ${shell} to use it.`
}
