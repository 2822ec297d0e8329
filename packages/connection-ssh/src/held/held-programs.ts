import type {Socket} from 'node:net'
import type {Connection} from '@gt-town/contract'
import {executeDirectly} from '../agent/direct-execute.js'
import type {SshTarget} from '../transport/target.js'
import type {Transport} from '../transport/transport.js'
import {HolderClient} from './holder-client.js'
import {findHolder, holderPlace} from './reach-holder.js'

const timeouts = {startMs: 30_000, pingMs: 4000, remoteSilenceMs: 30_000}

/** What runs programs over a link that a holder keeps, and can do nothing else. */
export type HeldPrograms = Pick<Connection, 'machine' | 'execute'> & AsyncDisposable

/**
 * Programs over the links of the holder that runs, for whoever wants to load nothing but that.
 * @param targets of one town, each with `hold`
 * @returns in their order; undefined where one of them cannot be had so: then nothing has begun
 */
export async function heldPrograms(targets: readonly SshTarget[]): Promise<HeldPrograms[] | undefined> {
  const hold = targets[0]?.hold
  const place = hold && holderPlace(hold.town, hold.program)
  if (!place) return undefined
  const sockets = await Promise.all(targets.map(async () => findHolder(place)))
  const clients = sockets.map((socket, index) => socket && clientOf(socket, targets[index]))
  const whole = clients.filter((client) => client !== undefined)
  const ready = await Promise.all(
    whole.map(
      async ({client, target}) => (await client.answers()) && (await client.choose(target)) && client.tellsSignals(),
    ),
  )
  if (whole.length === targets.length && ready.every(Boolean)) return whole.map(programsOf)
  for (const {client} of whole) client.close()
  return undefined
}

interface ChosenClient {
  readonly client: HolderClient
  readonly target: SshTarget
}

function clientOf(socket: Socket, target: SshTarget | undefined): ChosenClient | undefined {
  return target && {client: new HolderClient(socket, {machine: target.machine}), target}
}

function programsOf({client, target}: ChosenClient): HeldPrograms {
  const {machine, connectTimeoutMs} = target
  const transport: Transport = {
    machine,
    get connectMs() {
      return client.connectMs
    },
    isUp: () => client.isUp,
    tellsSignals: async () => Promise.resolve(true),
    start: async (line, options) => client.start(line, options, connectTimeoutMs),
    close: async () => Promise.resolve(client.close()),
  }
  return {
    machine,
    execute: async (argv, options) => executeDirectly(transport, argv, options, timeouts),
    [Symbol.asyncDispose]: async () => transport.close(),
  }
}
