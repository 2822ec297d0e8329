import {deferred} from '@gt-town/waiting'
import {exitOf, notStarted} from '../program-texts.js'
import type {OutputHandlers, ProcessEnd, RemoteProcess, RunRequest} from '../remote-agent.js'
import {decodeTexts} from './frame.js'
import type {OpenStream, PerlStream} from './perl-stream.js'
import {encodeRun} from './requests.js'

/** A program that the perl program runs. */
export class PerlProcess implements RemoteProcess {
  readonly ended: Promise<ProcessEnd>
  readonly #stream: PerlStream

  constructor(open: OpenStream, request: RunRequest, output: OutputHandlers) {
    const {promise, resolve, reject} = deferred<ProcessEnd>()
    // Where a deadline came first, nobody waits for it any more.
    promise.catch(() => undefined)
    this.ended = promise
    this.#stream = open({
      frame: (type, body) => {
        if (type === 'O') return output.stdout(body)
        if (type === 'T') return output.stderr(body)
        if (type === 'Z') resolve(exitOf(body.toString()))
        if (type === 'F') resolve(notStarted(decodeTexts(body)))
        if (type === 'G') resolve({how: 'killed'})
        return undefined
      },
      lost: reject,
    })
    this.#stream.send('X', encodeRun(request))
  }

  async write(bytes: Uint8Array): Promise<boolean> {
    return this.#stream.write('I', bytes)
  }

  endInput(): void {
    this.#stream.send('E')
  }

  kill(): void {
    this.#stream.send('K')
  }

  close(): void {
    this.#stream.close()
  }
}
