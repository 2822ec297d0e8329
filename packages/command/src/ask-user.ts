import {AbortedError} from '@gt-town/contract'
import {printable} from './text.js'

/** Whether somebody sits there: stdout may be a pipe, questions go to stderr. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

let last: Promise<unknown> = Promise.resolve()

interface AskOptions {
  /** what is typed is not shown */
  hidden?: boolean
  /** takes the question back */
  signal?: AbortSignal
}

/**
 * Asks one line of whoever sits at the terminal.
 * @throws AbortedError on Ctrl-C, at the end of the input and when it was taken back
 */
export async function askUser(question: string, options: AskOptions = {}): Promise<string> {
  // Several machines may have something to ask at once.
  const answer = last.then(async () => askNow(question, options))
  last = answer.catch(() => undefined)
  return answer
}

async function askNow(question: string, {hidden = false, signal}: AskOptions): Promise<string> {
  if (signal?.aborted) throw new AbortedError('the question')
  const [{createInterface}, {Writable}] = await Promise.all([import('node:readline'), import('node:stream')])
  let isShown = true
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (isShown) process.stderr.write(chunk)
      done()
    },
  })
  const lines = createInterface({input: process.stdin, output, terminal: true})
  const takeBack = (): void => {
    process.stderr.write('\n')
    lines.close()
  }
  signal?.addEventListener('abort', takeBack, {once: true})
  try {
    return await new Promise((resolve, reject) => {
      lines.once('close', () => reject(new AbortedError('the question')))
      lines.once('SIGINT', () => reject(new AbortedError('the question')))
      lines.question(printable(question), resolve)
      isShown = !hidden
    })
  } finally {
    signal?.removeEventListener('abort', takeBack)
    lines.close()
    if (hidden && !signal?.aborted) process.stderr.write('\n')
  }
}
