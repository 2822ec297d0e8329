import {ask} from '@gt-town/hooks'
import {GtError, UsageError, type Machine, type Place, type Workspace} from '@gt-town/contract'
import {askUser, canAsk, GtCommand, machineFlag, remoteFolder, timeoutFlag} from '@gt-town/command'
import {configDirs} from '@gt-town/town-layout'
import {string as argument} from '@oclif/core/args'
import {boolean, string} from '@oclif/core/flags'
import type {Installation} from '../domain/town/installation.js'
import {townRoot} from '../domain/town/town-root.js'
import {renderInstallation} from '../render/installation.js'
import {install, liesIn, type InstallTarget, type WorkspaceRegistry} from '../use-cases/install.js'

export default class Install extends GtCommand {
  static override summary = 'Make a folder a town.'
  static override description = [
    "Makes the town's configuration, registry and mail folder, a .gitignore block, instructions for the mayor (CLAUDE.md)",
    'and, where there is none yet, a git repository, in which nothing is committed. What is in the folder already stays.',
    'An install that was interrupted is completed by running it again.',
    'With --machine the town is made on that machine, in the workspace that machines.json names for it; where it names none,',
    'give the absolute path on that machine, and it is written to machines.json. The machine needs git, but not gt.',
  ].join(' ')
  static override examples = [
    {description: 'a town in ~/ai', command: '<%= config.bin %> install ~/ai'},
    {description: 'in the current folder, without git', command: '<%= config.bin %> install --no-git'},
    {
      description: 'put back what is missing from a town; rigs, machines, mail and settings are kept',
      command: '<%= config.bin %> install --force ~/ai',
    },
    {
      description: 'on the machine west of this town, where machines.json says',
      command: '<%= config.bin %> install --machine west',
    },
    {
      description: 'the same, where machines.json does not say',
      command: '<%= config.bin %> install --machine west /home/deploy/ai',
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
      options: configDirs,
    }),
    git: boolean({
      description: 'make a git repository where there is none, which is the default, or keep the town out of git',
      allowNo: true,
    }),
    timeout: timeoutFlag,
    machine: machineFlag,
  }

  async run(): Promise<{workspace: Installation}> {
    const {args, flags} = await this.parse(Install)
    this.limitTo(flags.timeout)
    const machine = flags.machine === 'local' ? undefined : flags.machine
    if (args.path !== undefined && flags.town !== undefined && machine === undefined) {
      throw new UsageError('GT_USAGE', 'both a path and --town name a folder', {hint: 'leave one of them out'})
    }
    const {target, path} =
      machine === undefined
        ? {target: {connection: await this.connect()}, path: this.folder(args.path ?? flags.town ?? '.')}
        : await this.targetOn(machine, args.path, flags)
    if (machine === undefined && !flags.force) await this.#confirmOwnFolder(target, path)
    const installation = await install(target, {
      path,
      force: flags.force,
      git: flags.git,
      name: flags.name,
      configDir: flags['config-dir'] as Workspace['configDir'] | undefined,
      now: new Date(),
      signal: this.signal,
    })
    this.log(renderInstallation(installation, {isElsewhere: args.path !== undefined || flags.town !== undefined}))
    return {workspace: installation}
  }

  /** Whoever has just built gt stands in its folder, and `gt install` there is seldom meant. */
  async #confirmOwnFolder(target: InstallTarget, path: string): Promise<void> {
    if (!(await liesIn(target, path, this.config.root))) return
    if (!canAsk()) {
      throw new GtError('GT_CONFIRMATION_NEEDED', `${path} is the folder of gt itself`, {
        hint: 'name the folder of the town, such as gt install ~/ai; with --force it is made here all the same',
        exit: 2,
      })
    }
    const answer = await askUser(`${path} is the folder of gt itself. Make a town in it? (yes/no) `)
    if (answer.trim() === 'yes') return
    throw new GtError('GT_ABORTED', 'no town was made', {hint: 'name its folder, such as gt install ~/ai', exit: 1})
  }

  /** With another machine, `--town` names the town that knows it. */
  private async targetOn(
    machine: string,
    path: string | undefined,
    flags: {town?: string | undefined},
  ): Promise<{target: InstallTarget; path: string}> {
    const {hub} = await this.town(flags)
    const {connection, root} = await this.reach(machine, hub)
    const wanted = path === undefined ? undefined : remoteFolder(machine, path)
    const registry = root === undefined ? this.registryOf(machine, hub) : undefined
    return {target: {connection, remote: {machine, hub, registry}}, path: townRoot(machine, wanted, root)}
  }

  private registryOf(machine: string, hub: Place): WorkspaceRegistry {
    const tell = async (root: string, more: {signal?: AbortSignal; forget?: boolean}): Promise<Machine> =>
      ask(this.config, 'gt:machine-workspace', {...hub, machine, root, ...more}, {timeoutMs: 120_000})
    return {
      note: async (root) => tell(root, {signal: this.signal}),
      forget: async (root) => tell(root, {forget: true}),
    }
  }
}
