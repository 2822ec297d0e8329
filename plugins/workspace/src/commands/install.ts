import {UsageError, type Workspace} from '@gt-town/contract'
import {GtCommand} from '@gt-town/command'
import {string as argument} from '@oclif/core/args'
import {boolean, string} from '@oclif/core/flags'
import type {Installation} from '../domain/installation.js'
import {renderInstallation} from '../render/installation.js'
import {install} from '../use-cases/install.js'

export default class Install extends GtCommand {
  static override summary = 'Make a folder a town.'
  static override description = [
    "Makes the town's configuration, registry and mail folder, a .gitignore block, instructions for the mayor (CLAUDE.md)",
    'and, where there is none yet, a git repository, in which nothing is committed. What is in the folder already stays.',
    'An install that was interrupted is completed by running it again.',
  ].join(' ')
  static override examples = [
    {description: 'a town in ~/ai', command: '<%= config.bin %> install ~/ai'},
    {description: 'in the current folder, without git', command: '<%= config.bin %> install --no-git'},
    {
      description: 'put back what is missing from a town; rigs, machines, mail and settings are kept',
      command: '<%= config.bin %> install --force ~/ai',
    },
  ]

  static override args = {
    path: argument({description: 'the folder; ~ is your home folder [default: the current folder]'}),
  }

  static override flags = {
    force: boolean({description: 'complete a town that is there already, or make one inside another town'}),
    name: string({description: 'what to call the town in reports', helpValue: 'NAME'}),
    'config-dir': string({
      description: "the folder of the town's own files [default: mayor]",
      options: ['mayor', '.gastown'],
    }),
    git: boolean({
      description: 'make a git repository where there is none, which is the default, or keep the town out of git',
      allowNo: true,
    }),
  }

  async run(): Promise<Installation> {
    const {args, flags} = await this.parse(Install)
    if (args.path !== undefined && flags.town !== undefined) {
      throw new UsageError('GT_USAGE', 'both a path and --town name a folder', {hint: 'leave one of them out'})
    }
    const installation = await install(await this.connect(), {
      path: this.folder(args.path ?? flags.town ?? '.'),
      force: flags.force,
      git: flags.git,
      name: flags.name,
      configDir: flags['config-dir'] as Workspace['configDir'] | undefined,
      now: new Date(),
      signal: this.signal,
    })
    this.log(renderInstallation(installation, {isElsewhere: args.path !== undefined || flags.town !== undefined}))
    return installation
  }
}
