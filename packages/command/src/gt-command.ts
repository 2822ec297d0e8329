import {setMaxListeners} from 'node:events'
import {ask} from '@gt-town/hooks'
import {
  AbortedError,
  GtError,
  isGtError,
  TimeoutError,
  UsageError,
  type Connection,
  type ConnectionQuestion,
  type HubAndTarget,
  type Place,
  type WorkspaceService,
} from '@gt-town/contract'
import type {RemoteNames} from '@gt-town/light'
import type {Interfaces} from '@oclif/core'
import {Command} from '@oclif/core/command'
import {string} from '@oclif/core/flags'
import {askPassphrase, canAsk} from './ask-user.js'
import {exitWhenFlushed} from './exit-when-flushed.js'
import {failureOnMachine} from './failure-on-machine.js'
import {folderPath} from './folder-path.js'
import {failureDocument, failureOf, printFailure} from './print-error.js'
import {interruption} from './interruption.js'
import {jsonText} from './json-text.js'
import {loadRemoteTown, loadTown, notAbsolute, remoteFolder, type RemoteMachine} from './remote-town.js'
import {noteRemoteNames} from './note-names.js'
import {themeOf, type Theme} from './theme.js'
import {wrapLines} from './wrap-lines.js'

type OutputFlags = Interfaces.OutputFlags<Interfaces.FlagInput>
type OutputArgs = Interfaces.OutputArgs<Interfaces.ArgInput>

export interface Town extends HubAndTarget {
  readonly service: WorkspaceService
}

/** What all commands of gt share: `--town`, `--json`, one place that prints errors, exit codes that never differ by format. */
export abstract class GtCommand extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {
    town: string({
      description: 'The town to work on, instead of the one around the current folder (env: GT_TOWN_ROOT).',
      helpValue: 'DIR',
      helpGroup: 'GLOBAL',
    }),
  }

  #remote: RemoteMachine | undefined

  #limit: {readonly seconds: number; readonly signal: AbortSignal; readonly either: AbortSignal} | undefined

  /** Fires on Ctrl-C, SIGTERM and SIGHUP, and when the time is over: undo what is half done and end. */
  protected get signal(): AbortSignal {
    return this.#limit?.either ?? interruption()
  }

  /** From now on the command has that long, whatever it waits for. @param seconds 0 is no limit */
  protected limitTo(seconds: number): void {
    if (seconds === 0) return
    const signal = AbortSignal.timeout(seconds * 1000)
    this.#limit = {seconds, signal, either: AbortSignal.any([signal, interruption()])}
    setMaxListeners(0, this.#limit.either)
  }

  protected get theme(): Theme {
    return themeOf(process.stdout, process.env)
  }

  /** @param question of which town the machine is, for every machine but this one */
  protected async connect(machine = 'local', question: Omit<ConnectionQuestion, 'machine'> = {}): Promise<Connection> {
    return ask(this.config, 'gt:connection', {...(canAsk() && {askPassphrase}), ...question, machine})
  }

  protected async service(): Promise<WorkspaceService> {
    return ask(this.config, 'gt:workspace', {})
  }

  /** Where to look for the town: `--town` beats GT_TOWN_ROOT beats the current folder. */
  protected place(flags: {town?: string | undefined}): {town: string} | {from: string} {
    if (flags.town === '')
      throw new GtError('GT_USAGE', '--town is empty', {hint: 'give a folder: --town ~/ai', exit: 2})
    const town = flags.town ?? process.env['GT_TOWN_ROOT']
    if (town) return {town: this.folder(town)}
    return {from: this.currentFolder()}
  }

  /** The town this command works on. @throws GtError `GT_TOWN_NOT_FOUND`, `GT_FILE_CORRUPT` */
  protected async town(flags: {town?: string | undefined}, find = loadTown): Promise<Town> {
    const [connection, service] = await Promise.all([this.connect(), this.service()])
    const here = {connection, workspace: await find(connection, service, this.place(flags))}
    return {machine: 'local', service, hub: here, target: here}
  }

  /**
   * The same, or the town on another machine that the town here knows. That connection is closed when the command ends, and
   * from now on errors name the machine.
   * @param machine undefined and `local`: the town here
   * @param find how a town is found; default: it is loaded, so that its configuration must be sound
   * @throws UsageError `GT_MACHINE_NOT_FOUND`; GtError `GT_MACHINE_NO_WORKSPACE`, `GT_TOWN_NOT_FOUND`; what connecting throws
   */
  protected async townOn(
    machine: string | undefined,
    flags: {town?: string | undefined},
    find = loadTown,
  ): Promise<Town> {
    const here = await this.town(flags, find)
    // The hub is reached by name from its machines, not by gt: there it is this town.
    const isHere = machine === 'hub' && here.hub.workspace.machine === undefined
    if (machine === undefined || machine === 'local' || isHere) return here
    const remote = await this.reach(machine, here.hub)
    const workspace = await loadRemoteTown(here.service, remote, find)
    return {...here, machine, target: {connection: remote.connection, workspace}}
  }

  /** Another machine, whether or not its town is there already. @throws UsageError `GT_MACHINE_NOT_FOUND` */
  protected async reach(machine: string, {connection, workspace}: Place): Promise<RemoteMachine> {
    const known = await ask(this.config, 'gt:machines', {connection, workspace})
    const settings = known.find(({name}) => name === machine)
    const remote = await this.connect(machine, {workspace, settings})
    this.#remote = {name: machine, connection: remote, root: settings?.workspace}
    return this.#remote
  }

  /** Notes for completion what was seen in a town, where that is on another machine. */
  protected noteNames({machine, hub}: Pick<HubAndTarget, 'machine' | 'hub'>, seen: Partial<RemoteNames>): void {
    if (machine !== 'local') noteRemoteNames(this.config.cacheDir, hub.workspace, machine, seen)
  }

  /** A folder as the user typed it, absolute. @throws UsageError, GtError `GT_CWD_GONE` */
  protected folder(text: string): string {
    return folderPath(text, {home: this.config.home, current: () => this.currentFolder()})
  }

  /** A folder of that town's machine; there a relative path starts at the town. @throws UsageError */
  protected folderIn({machine, target}: HubAndTarget, text: string): string {
    return machine === 'local' ? this.folder(text) : remoteFolder(machine, text, target.workspace.root)
  }

  /** What a relative path starts at. @throws UsageError on another machine, where there is no current folder */
  protected currentFolderOn(machine: string, text: string): string {
    if (machine !== 'local') throw notAbsolute(machine, text)
    return this.currentFolder()
  }

  protected currentFolder(): string {
    try {
      return process.cwd()
    } catch (error) {
      throw new GtError('GT_CWD_GONE', 'the current folder does not exist any more', {
        hint: 'go to a folder that exists, or name the town: --town DIR',
        cause: error,
      })
    }
  }

  /** Left to itself, oclif reads an argument that is not given from stdin: `cat list | gt install` would make odd towns. */
  protected override async parse<F extends OutputFlags, B extends OutputFlags, A extends OutputArgs>(
    options?: Interfaces.Input<F, B, A>,
    argv?: string[],
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    for (const arg of Object.values(options?.args ?? {}) as {ignoreStdin?: boolean}[]) arg.ignoreStdin = true
    refuseSwitchValues(argv ?? this.argv, {...options?.baseFlags, ...options?.flags})
    return super.parse(options, argv)
  }

  /** Wraps what is wider than the terminal. */
  override log(message = ''): void {
    super.log('%s', wrapLines(message, this.theme.width))
  }

  /** For programs: as it is, however wide the terminal. */
  protected logDocument(text: string): void {
    super.log('%s', text)
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${jsonText(json)}\n`)
  }

  protected override async catch(error: Error): Promise<void> {
    // A command without flags of its own has none at all, whatever oclif's types say.
    const found = failureOf(this.#late(this.#interrupted(error)), [
      'json',
      ...Object.keys({...this.ctor.baseFlags, ...this.ctor.flags}),
    ])
    const failure = this.#remote ? failureOnMachine(found, this.#remote.name) : found
    process.exitCode = interruption().aborted ? 130 : failure.exit
    if (this.jsonEnabled()) this.logJson(failureDocument(failure))
    else printFailure(failure, error)
    return Promise.resolve()
  }

  /** Ctrl-C and the like are no mistake of gt's, whatever they ended. */
  #interrupted(error: Error): Error {
    const isAborted =
      !isGtError(error) || (isGtError(error, 'GT_ABORTED') && /^\S+ was interrupted$/.test(error.message))
    if (!interruption().aborted || !isAborted) return error
    return new AbortedError(`gt ${(this.id ?? '').replaceAll(':', ' ')}`, {
      hint: 'what it had begun may be done in part: look before you run it again',
      cause: error,
    })
  }

  /** What was interrupted because the time was over. */
  #late(error: Error): Error {
    if (!this.#limit?.signal.aborted || interruption().aborted || !isGtError(error, 'GT_ABORTED')) return error
    return new TimeoutError(`gt ${(this.id ?? '').replaceAll(':', ' ')}`, this.#limit.seconds * 1000, {
      hint: 'give it longer with --timeout; 0 is no limit',
      cause: error,
    })
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    await super.finally(error)
    if (!this.#remote) return
    await this.#remote.connection[Symbol.asyncDispose]()
    exitWhenFlushed()
  }
}

/** oclif takes the value of `--switch=value` for an argument. */
function refuseSwitchValues(argv: readonly string[], flags: Readonly<Record<string, {type: string}>>): void {
  const end = argv.indexOf('--')
  for (const word of end === -1 ? argv : argv.slice(0, end)) {
    const [, name = ''] = /^--([^=]+)=/.exec(word) ?? []
    const isSwitch =
      name === 'json' || flags[name]?.type === 'boolean' || flags[name.replace(/^no-/, '')]?.type === 'boolean'
    if (!isSwitch) continue
    throw new UsageError('GT_USAGE', `--${name} takes no value`, {hint: `write --${name} alone, or leave it out`})
  }
}
