import {exitWhenFlushed, GtCommand, type Town} from '@gt-town/command'
import {isGtError, type CommandCompletion, type WhyStep, type WhySubject} from '@gt-town/contract'
import {ask, collect} from '@gt-town/hooks'
import {string as stringArg} from '@oclif/core/args'
import {explain, failedStep, soundSteps, type Explanation} from '../why/explain.js'
import {explanationText} from '../why/explanation-text.js'
import {meantBy} from '../why/meant-by.js'

/** As far down the chain as the town and the way to it. */
const [townOrder, machineOrder, remoteTownOrder] = [10, 20, 24]
const timeoutMs = 15_000
const exitCodes = {clear: 0, cause: 1, unknown: 3}

interface WhyDocument {
  readonly why: {
    readonly subject: string
    readonly verdict: Explanation['verdict']
    readonly cause: WhyStep | null
    readonly steps: readonly WhyStep[]
  }
}

/** Where this is the hub, `hub:` is the machine here. */
function withoutHub(text: string, {hub}: Town): string {
  return hub.workspace.machine === undefined ? text.replace(/^hub:(?=.)/, '') : text
}

export default class Why extends GtCommand {
  static override summary = 'Say why something does not move: a polecat, a rig, a machine, the mayor.'
  static override description = `Goes from the town over the machine, the rig and its clones to the session and its mail, and stops at the first link that is broken. \
Each is looked at as gt doctor looks at it. The exit code is 0 where nothing hinders it, 1 where the cause is known, 3 where it cannot be told.`
  static override examples = [
    '<%= config.bin %> why beads/happy',
    '<%= config.bin %> why west:beads/nux',
    '<%= config.bin %> why west',
    '<%= config.bin %> why beads --json',
  ]
  static completion: CommandCompletion = {args: {subject: 'may-be-stuck'}}
  static override args = {
    subject: stringArg({description: 'An address, a machine or a rig.', required: true}),
  }

  async run(): Promise<WhyDocument> {
    const {args, flags} = await this.parse(Why)
    const explanation = explain(await this.#steps(args.subject, flags))
    const {verdict, decisive, steps} = explanation
    process.exitCode = exitCodes[verdict]
    this.log(explanationText(args.subject, explanation, this.theme))
    return {why: {subject: args.subject, verdict, cause: decisive ?? null, steps}}
  }

  async #steps(text: string, flags: {town?: string | undefined}): Promise<WhyStep[]> {
    let town: Town
    try {
      town = await this.town(flags)
    } catch (error) {
      // Nobody has named one: then there is nothing to explain.
      const isNamed = flags.town !== undefined || (process.env['GT_TOWN_ROOT'] ?? '') !== ''
      if (!isNamed && isGtError(error, 'GT_TOWN_NOT_FOUND')) throw error
      return [failedStep(townOrder, 'town', error)]
    }
    const here: WhyStep = {order: townOrder, what: 'town', state: 'ok', says: town.hub.workspace.root}
    const {machine, subject} = meantBy(withoutHub(text, town), await this.#machineNames(town))
    if (machine === 'local') return [here, ...(await this.#ask(town, subject))]
    try {
      const there = await this.townOn(machine, flags)
      const reached: WhyStep = {order: machineOrder, what: `machine ${machine}`, state: 'ok', says: 'is reached'}
      return [here, reached, ...(await this.#ask(there, subject))]
    } catch (error) {
      this.signal.throwIfAborted()
      // A machine that cannot be reached is the cause of whatever else was missed.
      const unreached = await this.#unreached(machine, town)
      if (unreached !== undefined) return [here, failedStep(machineOrder, `machine ${machine}`, unreached)]
      return [here, failedStep(remoteTownOrder, `town on ${machine}`, error)]
    }
  }

  async #ask(town: Town, subject: WhySubject): Promise<WhyStep[]> {
    const {hub, machine, target} = town
    const question = {...target, subject, hub, machine, signal: this.signal}
    const {answers, failures} = await collect(this.config, 'gt:why', question, {timeoutMs})
    return [
      ...answers.flatMap(({value}) => soundSteps(value)),
      // What is not known must not be taken for well: it stands before all that these plugins tell.
      ...failures.map(({plugin, error}) => ({
        ...failedStep(machineOrder + 1, plugin, error),
        state: 'unknown' as const,
      })),
    ]
  }

  /** @returns undefined where the registry of machines cannot be read, which hinders nobody on this machine */
  async #machineNames({hub}: Town): Promise<string[] | undefined> {
    const {connection, workspace} = hub
    try {
      return (await ask(this.config, 'gt:machines', {connection, workspace})).map(({name}) => name)
    } catch (error) {
      if (isGtError(error, 'GT_FILE_CORRUPT')) return undefined
      throw error
    }
  }

  /** Why the machine itself cannot be reached, if so. */
  async #unreached(machine: string, {hub}: Town): Promise<unknown> {
    try {
      const {connection} = await this.reach(machine, hub)
      await connection.probe({signal: this.signal})
      return undefined
    } catch (error) {
      return error
    }
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    await super.finally(error)
    // A link that is being given up may hold the process.
    exitWhenFlushed()
  }
}
