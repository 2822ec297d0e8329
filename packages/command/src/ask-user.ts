import {AbortedError} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {undisturbed} from './undisturbed.js'

/** Whether somebody sits there: stdout may be a pipe, questions go to stderr. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

let last: Promise<unknown> = Promise.resolve()

export interface AskOptions {
  /** what is typed is not shown */
  readonly hidden?: boolean
  /** takes the question back */
  readonly over?: AbortSignal | undefined
}

/**
 * Asks one line of whoever sits at the terminal.
 * @throws AbortedError on Ctrl-C, at the end of the input, and when the question was taken back
 */
export async function askUser(question: string, options: AskOptions = {}): Promise<string> {
  // Several machines may have something to ask at once.
  const answer = last.then(async () => undisturbed(async () => askNow(question, options)))
  last = answer.catch(() => undefined)
  return answer
}

async function askNow(question: string, {hidden = false, over}: AskOptions): Promise<string> {
  if (over?.aborted) throw new AbortedError('the question')
  const [{createInterface}, {Writable}] = await Promise.all([import('node:readline'), import('node:stream')])
  let isShown = true
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (isShown) process.stderr.write(chunk)
      done()
    },
  })
  const lines = createInterface({input: process.stdin, output, terminal: true})
  const takeBack = (): void => lines.close()
  over?.addEventListener('abort', takeBack, {once: true})
  try {
    return await new Promise((resolve, reject) => {
      lines.once('close', () => reject(new AbortedError('the question')))
      lines.once('SIGINT', () => {
        // Reading key by key, the terminal sends no signal.
        if (!process.emit('SIGINT')) process.kill(process.pid, 'SIGINT')
        reject(new AbortedError('the question'))
      })
      lines.question(printable(question), resolve)
      isShown = !hidden
    })
  } finally {
    over?.removeEventListener('abort', takeBack)
    lines.close()
    if (hidden) process.stderr.write('\n')
  }
}
