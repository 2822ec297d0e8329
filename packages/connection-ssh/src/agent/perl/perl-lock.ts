import {LockProgress} from '../lock-progress.js'
import type {LockAnswer, LockRequest, RemoteLock} from '../remote-agent.js'
import {decodeTexts, encodeList} from './frame.js'
import type {OpenStream, PerlStream} from './perl-stream.js'
import {agentFailureOf} from './requests.js'

/** A process of the perl program that takes flock(2) and keeps it until it is told to let go, or loses us. */
export class PerlLock implements RemoteLock {
  readonly #progress = new LockProgress()
  readonly #stream: PerlStream

  constructor(open: OpenStream, {file, once}: LockRequest) {
    this.#stream = open({
      frame: (type, body) => {
        if (type === 'L') this.#progress.answered(decodeAnswer(body))
        if (type === 'F') this.#progress.answered(agentFailureOf(decodeTexts(body)))
        if (type === 'U' || type === 'F') this.#progress.ended()
        return undefined
      },
      lost: (error) => this.#progress.failed(error),
    })
    this.#stream.send('L', encodeList([file, once ? '1' : '']))
  }

  get acquired(): Promise<LockAnswer> {
    return this.#progress.acquired
  }

  get lost(): AbortSignal {
    return this.#progress.lost
  }

  get gone(): Promise<void> {
    return this.#progress.gone
  }

  release(): void {
    this.#progress.releasing()
    this.#stream.send('U')
  }

  close(): void {
    this.#stream.close()
  }
}

/** `l`: it holds the lock; `b`: busy; `e` and what went wrong. */
function decodeAnswer(body: Buffer): LockAnswer {
  const letter = body.toString('latin1', 0, 1)
  if (letter === 'l') return 'held'
  return letter === 'b' ? 'busy' : agentFailureOf(decodeTexts(body.subarray(1)))
}
