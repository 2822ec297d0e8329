import {isGtError, type GtError} from '@gt-town/contract'
import {expect} from 'chai'
import {text} from 'node:stream/consumers'
import type {Transport} from '../../src/transport/transport.js'

interface Done {
  code: number | null
  signal: string | null
  stdout: string
  stderr: string
}

export async function run(transport: Transport, commandLine: string): Promise<Done> {
  const running = await transport.start(commandLine, {})
  running.stdin.end()
  // Streams of a link that breaks end with an error, and so does `exit`.
  const streams = Promise.all([text(running.stdout), text(running.stderr)]).catch(() => ['', ''] as const)
  const end = await running.exit
  const [stdout, stderr] = await streams
  return {...end, stdout, stderr}
}

export function open(transport: Transport): AsyncDisposable & {transport: Transport} {
  return {transport, [Symbol.asyncDispose]: async () => transport.close()}
}

export async function refuses(transport: Transport, code: `GT_${string}`, message = /./): Promise<GtError> {
  try {
    await transport.start('true', {})
  } catch (error) {
    expect(isGtError(error, code), `${code} expected: ${String(error)}`).to.equal(true)
    expect((error as Error).message).to.match(message)
    return error as GtError
  } finally {
    await transport.close()
  }
  throw new Error(`it went through instead of ${code}`)
}

export async function lost(exit: Promise<unknown>): Promise<void> {
  const error = await exit.then(
    () => new Error('it ended well'),
    (thrown: unknown) => thrown as Error & {commandMayHaveRun?: boolean},
  )
  expect(isGtError(error, 'GT_CONNECTION_LOST'), String(error)).to.equal(true)
  expect(error).to.have.property('commandMayHaveRun', true)
}

export async function eventually(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error('it never became true')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
