import {AbortedError, ConnectFailedError, GtError, type Connection} from '@gt-town/contract'
import {deferred, orAborted, type Deferred} from '@gt-town/waiting'
import {callGcloud, type CallOptions} from './gcloud.js'
import {gcloudError} from './gcloud-error.js'
import {readInstance, type Instance, type InstancePlace} from './instance.js'

/** Asks gcloud for an instance that runs. @throws ConnectFailedError (`stopped` where it does not); GtError `GT_GCLOUD_FAILED`; AbortedError */
export async function findInstance(
  here: Connection,
  machine: string,
  place: InstancePlace,
  options: CallOptions,
): Promise<Instance> {
  const instance = await askTogether(here, {machine, place, options})
  refuseUnlessUp(machine, place, instance.status)
  return instance
}

/** One instance. @throws GtError `GT_GCLOUD_FAILED`; as findInstance */
async function describeInstance(here: Connection, {machine, place, options}: InstanceQuestion): Promise<Instance> {
  const args = ['compute', 'instances', 'describe', place.instance, ...flagsOf(place), '--format=json']
  const {code, stdout, stderr} = await callGcloud(here, machine, args, options)
  if (code !== 0) throw gcloudError(machine, place, stderr.toString())
  return readInstance(parseJson(stdout)) ?? invalid(machine, place, args)
}

/** Several of one project, by one call: each takes seconds, and they run one after the other. @returns in their order, what each comes to */
async function listInstances(
  here: Connection,
  questions: readonly [InstanceQuestion, ...InstanceQuestion[]],
  signal: AbortSignal,
): Promise<(() => Instance)[]> {
  const [{machine, place, options}] = questions
  const names = [...new Set(questions.map((question) => question.place.instance))]
  const args = ['compute', 'instances', 'list', `--project=${place.project}`, `--filter=name=(${names.join(' ')})`]
  const {code, stdout, stderr} = await callGcloud(here, machine, [...args, '--format=json'], {...options, signal})
  const parsed = code === 0 ? parseJson(stdout) : undefined
  const found: unknown[] = Array.isArray(parsed) ? parsed : []
  return questions.map(({machine: asked, place: wanted}) => () => {
    if (code !== 0) throw gcloudError(asked, wanted, stderr.toString())
    if (!Array.isArray(parsed)) return invalid(asked, wanted, args)
    const document = found.find((each) => isAt(each, wanted))
    if (document === undefined) throw gcloudError(asked, wanted, notFoundText(wanted))
    return readInstance(document) ?? invalid(asked, wanted, args)
  })
}

/** As gcloud says it of one. */
function notFoundText({project, zone, instance}: InstancePlace): string {
  return `ERROR: (gcloud.compute.instances.list) The resource 'projects/${project}/zones/${zone}/instances/${instance}' was not found`
}

function isAt(document: unknown, {zone, instance}: InstancePlace): boolean {
  if (typeof document !== 'object' || document === null) return false
  const {name, zone: where} = document as {name?: unknown; zone?: unknown}
  return name === instance && typeof where === 'string' && where.split('/').at(-1) === zone
}

function invalid(machine: string, {instance}: InstancePlace, args: readonly string[]): never {
  throw new GtError('GT_GCLOUD_FAILED', `${machine}: what gcloud says of ${instance} is no instance`, {
    hint: `see it: gcloud ${args.join(' ')}`,
  })
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}

interface InstanceQuestion {
  readonly machine: string
  readonly place: InstancePlace
  readonly options: CallOptions
}

interface Waiting extends InstanceQuestion {
  readonly answer: Deferred<Instance>
}

/** So long it is waited for more questions about the same project. */
const gatherMs = 20

/** By project. */
const waiting = new Map<string, Waiting[]>()

/** Asks about an instance, together with whoever asks about others of its project in this moment. */
async function askTogether(here: Connection, question: InstanceQuestion): Promise<Instance> {
  const {machine, place, options} = question
  const all = waiting.get(place.project) ?? []
  const answer = deferred<Instance>()
  // Whoever gave up hears nothing of it any more.
  answer.promise.catch(() => undefined)
  all.push({...question, answer})
  if (all.length === 1) {
    waiting.set(place.project, all)
    setTimeout(() => {
      waiting.delete(place.project)
      void answerAll(here, all)
    }, gatherMs)
  }
  return orAborted(answer.promise, options.signal, (cause) => new AbortedError(`asking where ${machine} is`, {cause}))
}

async function answerAll(here: Connection, [first, ...others]: readonly Waiting[]): Promise<void> {
  if (first === undefined) return
  const all = [first, ...others] as const
  try {
    if (others.length === 0) return first.answer.resolve(await describeInstance(here, first))
    const answers = await listInstances(here, all, untilAllGaveUp(all))
    for (const [index, {answer}] of all.entries()) {
      try {
        answer.resolve(answers[index]?.() ?? invalid(first.machine, first.place, []))
      } catch (error) {
        answer.reject(error)
      }
    }
  } catch (error) {
    for (const {answer, machine} of all) answer.reject(inNameOf(machine, first.machine, error))
  }
}

/** Fires when nobody waits any more. */
function untilAllGaveUp(all: readonly InstanceQuestion[]): AbortSignal {
  const over = new AbortController()
  let left = all.length
  const leave = (): void => {
    left--
    if (left === 0) over.abort()
  }
  for (const {options} of all) options.signal.addEventListener('abort', leave)
  return over.signal
}

/** An error that concerns all of them, said of another one than it was thrown for. */
function inNameOf(machine: string, first: string, error: unknown): unknown {
  if (machine === first || !(error instanceof GtError) || !error.message.startsWith(`${first}: `)) return error
  const {code, message, hint, exit} = error
  const reason = message.slice(first.length + 2)
  if (error instanceof ConnectFailedError)
    return new ConnectFailedError(machine, error.kind, reason, {hint, cause: error})
  return new GtError(code, `${machine}: ${reason}`, {hint, exit, cause: error})
}

/** What says in which project and zone. */
export function flagsOf({project, zone}: InstancePlace): string[] {
  return [`--project=${project}`, `--zone=${zone}`]
}

/** A status that is none of these may be a new one: connecting tells. See https://cloud.google.com/compute/docs/instances/instance-lifecycle */
function refuseUnlessUp(machine: string, place: InstancePlace, status: string): void {
  switch (status) {
    case 'TERMINATED':
    case 'STOPPED':
    case 'STOPPING':
    case 'SUSPENDED':
    case 'SUSPENDING': {
      const verb = status.startsWith('SUSPEND') ? 'resume' : 'start'
      throw new ConnectFailedError(machine, 'stopped', `Google Cloud says that it is switched off (${status})`, {
        hint: `switch it on: gcloud compute instances ${verb} ${place.instance} ${flagsOf(place).join(' ')}`,
      })
    }
    case 'PROVISIONING':
    case 'STAGING':
    case 'REPAIRING':
    case 'DEPROVISIONING':
      throw new ConnectFailedError(machine, 'unreachable', `Google Cloud says that it is not ready (${status})`, {
        hint: 'try again in a minute',
      })
  }
}
