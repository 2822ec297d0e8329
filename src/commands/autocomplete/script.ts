import {GtCommand} from '@gt-town/command'
import {string as stringArg} from '@oclif/core/args'
import {completionScript} from '../../completion/script.js'
import {shellOf, shells} from '../../completion/shells.js'

export default class AutocompleteScript extends GtCommand {
  static override summary = 'Print the script for completion.'
  static override description = `It holds no names: it asks gt at Tab, so that it need not be made again when plugins come and go.`
  static override examples = [
    '<%= config.bin %> autocomplete script zsh > ~/.zsh/completions/_gt',
    '<%= config.bin %> autocomplete script bash',
  ]
  static override args = {shell: stringArg({description: 'The shell.', options: [...shells], required: true})}

  async run(): Promise<{autocomplete: {shell: string; text: string}}> {
    const {args} = await this.parse(AutocompleteScript)
    const shell = shellOf(args.shell, process.env)
    const text = completionScript(shell)
    this.logDocument(text.trimEnd())
    return {autocomplete: {shell, text}}
  }
}
