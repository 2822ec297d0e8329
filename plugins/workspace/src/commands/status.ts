import {exitWhenFlushed, GtCommand} from '@gt-town/command'
import {askStatus, startPluginHost, type PluginHost} from '@gt-town/plugin-host'
import {AbortedError, type Place} from '@gt-town/contract'
import {pause} from '@gt-town/waiting'
import {boolean} from '@oclif/core/flags'
import {
  mergeStatus,
  statusText,
  townStatusDocument,
  type StatusReport,
  type TownStatusDocument,
} from '../render/status.js'

const betweenLooksMs = 2000
const hookTimeoutMs = 10_000

export default class Status extends GtCommand {
  static override summary = 'Show whether the town is all right, and what needs you.'
  static override description = `Says what needs somebody, with the command that helps, then rigs, polecats, machines, sessions, mail and the last run of the \
doctor in a few words; --all shows every one. Every plugin adds its own sections; one that fails is shown as a line, and the exit code is 3 then. \
It looks quickly: gt doctor looks closely.`
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --all',
    '<%= config.bin %> status --watch',
    '<%= config.bin %> status --json',
  ]
  static override flags = {
    all: boolean({description: 'Show every rig, polecat, machine, session and mailbox.', char: 'a'}),
    watch: boolean({
      description: 'Show it again whenever it has changed, until Ctrl-C. With --json one document per line.',
      char: 'w',
    }),
  }

  async run(): Promise<TownStatusDocument | undefined> {
    const {flags} = await this.parse(Status)
    await using host = startPluginHost(this.config, 'gt:status', {hookTimeoutMs})
    const {target} = await this.town(flags)
    if (flags.watch) {
      await this.#watch(host, target, flags)
      return undefined
    }
    const report = await this.#look(host, target)
    if (report.failures.length > 0) process.exitCode = 3
    this.log(statusText(target.workspace, report, this.theme, flags))
    return townStatusDocument(target.workspace, report)
  }

  async #look(host: PluginHost, place: Place): Promise<StatusReport> {
    const question = {...place, signal: this.signal}
    const answers = await askStatus(this.config, host, question, {timeoutMs: hookTimeoutMs})
    if (this.signal.aborted) throw new AbortedError('the look')
    return mergeStatus(answers)
  }

  /** @throws AbortedError when the user ends it */
  async #watch(host: PluginHost, place: Place, {all}: {all: boolean}): Promise<void> {
    const isTerminal = process.stdout.isTTY && !this.jsonEnabled()
    for (let before = ''; ;) {
      const report = await this.#look(host, place)
      const text = this.jsonEnabled()
        ? JSON.stringify(townStatusDocument(place.workspace, report))
        : statusText(place.workspace, report, this.theme, {all})
      // The screen is cleared, and what was scrolled away stays.
      if (text !== before && isTerminal) process.stdout.write('\u001b[H\u001b[J')
      // oclif prints nothing by itself with --json.
      if (text !== before) process.stdout.write(`${text}\n`)
      before = text
      await pause(betweenLooksMs, this.signal)
    }
  }

  override logJson(json: unknown): void {
    if (json !== undefined) super.logJson(json)
  }

  /** A link to a machine that is being given up may hold the process. */
  protected override async finally(error: Error | undefined): Promise<void> {
    exitWhenFlushed()
    await super.finally(error)
  }
}
