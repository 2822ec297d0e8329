import {
  ask,
  GtError,
  type Connection,
  type ConnectionQuestion,
  type Workspace,
  type WorkspaceService,
} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'
import {Command} from '@oclif/core/command'
import {string} from '@oclif/core/flags'
import {folderPath} from './folder-path.js'
import {askUser, canAsk} from './ask-user.js'
import {failureDocument, failureOf, printFailure} from './print-error.js'
import {interruption} from './interruption.js'
import {jsonText} from './json-text.js'
import {lookOf, type Look} from './style.js'

type OutputFlags = Interfaces.OutputFlags<Interfaces.FlagInput>
type OutputArgs = Interfaces.OutputArgs<Interfaces.ArgInput>

export interface Town {
  connection: Connection
  service: WorkspaceService
  workspace: Workspace
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

  /** Fires on Ctrl-C, SIGTERM and SIGHUP: undo what is half done and end. */
  protected get signal(): AbortSignal {
    return interruption()
  }

  protected get look(): Look {
    return lookOf(process.stdout, process.env)
  }

  /** @param question of which town the machine is, for every machine but this one */
  protected async connect(machine = 'local', question: Omit<ConnectionQuestion, 'machine'> = {}): Promise<Connection> {
    const askPassphrase = canAsk() ? passphraseOf : undefined
    return ask(this.config, 'gt:connection', {askPassphrase, ...question, machine})
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
  protected async town(flags: {town?: string | undefined}): Promise<Town> {
    const [connection, service] = await Promise.all([this.connect(), this.service()])
    return {connection, service, workspace: await service.load(connection, this.place(flags))}
  }

  /** A folder as the user typed it, absolute. @throws UsageError, GtError `GT_CWD_GONE` */
  protected folder(text: string): string {
    return folderPath(text, {home: this.config.home, current: () => this.currentFolder()})
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
    return super.parse(options, argv)
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${jsonText(json)}\n`)
  }

  protected override async catch(error: Error): Promise<void> {
    // A command without flags of its own has none at all, whatever oclif's types say.
    const failure = failureOf(error, Object.keys({...this.ctor.baseFlags, ...this.ctor.flags}))
    process.exitCode = this.signal.aborted ? 130 : failure.exit
    if (this.jsonEnabled()) this.logJson(failureDocument(failure))
    else printFailure(failure, error)
    return Promise.resolve()
  }
}

async function passphraseOf(keyFile: string): Promise<string> {
  return askUser(`Passphrase of ${keyFile}: `, {hidden: true})
}
