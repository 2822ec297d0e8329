import type {Command} from '@oclif/core'
import {CommandHelp, Help, type HelpFormatter} from '@oclif/core/help'
import {stripVTControlCharacters} from 'node:util'
import {unknownCommand} from './unknown-command.js'

/** What somebody types in the first hour, in this order. */
const firstSteps: readonly (readonly [words: string, what: string])[] = [
  ['install ~/ai', 'make a folder a town'],
  ['rig add NAME GIT_URL', 'add a project to it'],
  ['polecat add NAME/joy', 'make a clone of it for one agent'],
  ['doctor', 'see whether all is well'],
  ['status', 'see the town at a glance'],
]

/** oclif's help; the root's begins with the first steps, and a switch that can be turned off shows it in the usage as well. */
export default class GtHelp extends Help {
  protected override CommandHelpClass: typeof CommandHelp = GtCommandHelp

  override formatRoot(): string {
    const {bin, pjson} = this.config
    const steps = firstSteps.map(([words, what]): [string, string] => [`$ ${bin} ${words}`, what])
    return [
      this.wrap(this.render(pjson.oclif.description ?? String(pjson['description'] ?? ''))),
      this.section('USAGE', `$ ${bin} COMMAND [--flags]`),
      this.section('FIRST STEPS', this.renderList(steps, {indentation: 2, spacer: '\n', stripAnsi: false})),
    ].join('\n\n')
  }

  override summary(command: Command.Loadable): string | undefined {
    const summary = super.summary(command)
    return summary === undefined ? undefined : this.wrap(summary, 0)
  }

  override renderList(...list: List): string {
    return fitting(this.opts.maxWidth, list, (...again) => super.renderList(...again))
  }

  /** oclif names a command that it does not know by its id, and suggests none. */
  override async showHelp(argv: string[]): Promise<void> {
    try {
      await super.showHelp(argv)
    } catch (error) {
      const [, id] = (error instanceof Error && /^Command (.+) not found\.$/.exec(error.message)) || []
      if (id === undefined) throw error
      throw unknownCommand(id.split(':'), this.config)
    }
  }

  override async showRootHelp(): Promise<void> {
    await super.showRootHelp()
    this.log(
      this.wrap(
        `${this.config.bin} COMMAND --help tells more of a command, ${this.config.bin} TOPIC lists those of a topic.`,
      ),
    )
  }
}

class GtCommandHelp extends CommandHelp {
  protected override defaultUsage(): string {
    // Of flags that exclude each other oclif leaves out those that were named before, but not the bars between them.
    const whole = super.defaultUsage().replaceAll(/(?: *\|)+ *(?=[\]|])/g, '')
    return Object.entries(this.command.flags).reduce(
      (usage, [name, flag]) => (canBeTurnedOff(flag) ? usage.replace(`[--${name}]`, `[--[no-]${name}]`) : usage),
      whole,
    )
  }

  override renderList(...list: List): string {
    return fitting(this.opts.maxWidth, list, (...again) => super.renderList(...again))
  }
}

type List = Parameters<HelpFormatter['renderList']>

/** oclif forgets the indentation of the whole where it puts what is said of an item below it. */
function fitting(columns: number, [items, options]: List, render: (...list: List) => string): string {
  const list = render(items, options)
  const {indentation} = options
  const isTooWide = list.split('\n').some((line) => stripVTControlCharacters(line).length + indentation > columns)
  return isTooWide ? render(items, {...options, indentation: indentation + 2}) : list
}

function canBeTurnedOff(flag: Command.Flag.Any): boolean {
  return flag.type === 'boolean' && flag.allowNo
}
