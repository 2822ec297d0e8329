import type {ExecOptions, ExecResult, Health, ProbeOptions} from '@gt-town/contract'
import {decodeHealth, probeArgv} from '@gt-town/connection'
import type {RemoteAgent} from './remote-agent.js'

/** What the probe needs of its connection. */
export interface ProbedConnection {
  /** connects where there is no link yet. @returns also how long that took, in ms */
  connect(): Promise<{agent: RemoteAgent; connectMs: number}>
  execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult>
}

/** Asks for the clock and for all the rest at once: one round trip. */
export async function probeByAgent(connection: ProbedConnection, {signal, path}: ProbeOptions): Promise<Health> {
  const {agent, connectMs} = await connection.connect()
  const before = Date.now()
  const started = performance.now()
  const clock = agent.clock().then((seconds) => ({seconds, after: Date.now()}))
  const run = connection.execute(probeArgv(path), {effect: 'read', signal})
  const [{seconds, after}, result] = await Promise.all([clock, run])
  return decodeHealth(result, {
    connect_ms: Math.round(connectMs),
    exec_ms: Math.round(performance.now() - started),
    clock_skew_ms: Math.round(seconds * 1000 - (before + after) / 2),
  })
}
