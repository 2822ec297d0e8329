import {UsageError, type CommandCompletion} from '@gt-town/contract'
import {GtCommand, guardProcess, progressMode, withProgress} from '@gt-town/command'
import {string as stringArg} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import {installPlugin, type InstalledPlugin} from '../../plugins/install-plugin.js'
import {logLevelOf} from '../../plugins/npm.js'
import {pluginSource} from '../../plugins/plugin-source.js'

export default class PluginsInstall extends GtCommand {
  static override aliases = ['plugins:add']
  static override summary = 'Install third-party plugins: more commands, more checks for the doctor.'
  static override description = [
    'A plugin is an npm package with "oclif" in its package.json. A folder or a .tgz is copied, so that it may be moved or deleted ' +
      'afterwards. To work on a plugin, link its folder instead: gt plugins link ./my-plugin.',
    'GT_NPM_REGISTRY names another registry, GT_NPM_LOG_LEVEL how much npm says. npm runs the install scripts of packages: install ' +
      'only what you trust.',
  ].join('\n\n')
  static override examples = [
    {
      description: 'a name in the registry, also with a version or tag',
      command: '<%= config.bin %> plugins install gt-plugin-acme@1.2.0',
    },
    {description: 'a folder', command: '<%= config.bin %> plugins install ./my-plugin'},
    {description: 'what npm pack made', command: '<%= config.bin %> plugins install ./gt-plugin-acme-1.0.0.tgz'},
    {
      description: 'a repository on GitHub, or any URL that npm takes',
      command: '<%= config.bin %> plugins install acme/gt-plugin-acme',
    },
  ]

  static override strict = false
  static override baseFlags: typeof GtCommand.baseFlags = {town: {...GtCommand.baseFlags.town, hidden: true}}
  static completion: CommandCompletion = {args: {plugin: 'file'}}
  static override args = {
    plugin: stringArg({
      description: 'Name, ./folder, ./file.tgz, owner/repository or URL; several at once.',
      required: true,
    }),
  }

  static override flags = {
    force: boolean({char: 'f', description: 'Fetch again what is here already.'}),
    silent: boolean({char: 's', description: 'Show nothing of what npm says.', exclusive: ['verbose']}),
    verbose: boolean({char: 'v', description: 'Show all that npm says.', exclusive: ['silent']}),
  }

  async run(): Promise<{installed: InstalledPlugin[]}> {
    const {argv, flags} = await this.parse(PluginsInstall)
    const words = argv.map(String)
    if (words.includes(this.config.name)) {
      throw new UsageError('GT_PLUGIN_INVALID', `${this.config.name} is gt itself`, {hint: 'name a plugin'})
    }
    const sources = words.map((text) => ({text, source: pluginSource(text, (path) => this.folder(path))}))
    const options = {force: flags.force, logLevel: logLevelOf(this.config, flags), signal: this.signal}
    const mode = flags.silent ? 'silent' : progressMode({json: this.jsonEnabled()})
    await using connection = await this.connect()
    const installed: InstalledPlugin[] = []
    for (const {text, source} of sources) {
      const plugin = await withProgress(mode, `Installing ${text}`, async () => {
        // stdout holds only what this command says.
        using guard = guardProcess()
        const done = await installPlugin(connection, this.config, source, options)
        if (guard.uncaughtErrors[0] !== undefined) throw new Error(guard.uncaughtErrors[0])
        return done
      })
      this.log(`Installed ${plugin.name} ${plugin.version}`)
      installed.push(plugin)
    }
    await this.refresh()
    return {installed}
  }

  /** Completions know the new commands. */
  private async refresh(): Promise<void> {
    using guard = guardProcess()
    await this.config.loadPluginsAndCommands({force: true})
    await this.config.runHook('plugins:postinstall', {})
    for (const message of guard.uncaughtErrors) this.warn(message)
  }
}
