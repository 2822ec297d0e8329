import {AbortedError} from '@gt-town/contract'
import {printable} from './text.js'

/** Whether somebody sits there: stdout may be a pipe, questions go to stderr. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Asks one line of whoever sits at the terminal.
 * @param options.hidden what is typed is not shown
 * @throws AbortedError on Ctrl-C and at the end of the input
 */
export async function askUser(question: string, options: {hidden?: boolean} = {}): Promise<string> {
  // Several machines may have something to ask at once.
  const answer = last.then(async () => askNow(question, options))
  last = answer.catch(() => undefined)
  return answer
}

async function askNow(question: string, options: {hidden?: boolean}): Promise<string> {
  const [{createInterface}, {Writable}] = await Promise.all([import('node:readline'), import('node:stream')])
  let isShown = true
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (isShown) process.stderr.write(chunk)
      done()
    },
  })
  const lines = createInterface({input: process.stdin, output, terminal: true})
  try {
    return await new Promise((resolve, reject) => {
      lines.once('close', () => reject(new AbortedError('the question')))
      lines.once('SIGINT', () => reject(new AbortedError('the question')))
      lines.question(printable(question), resolve)
      isShown = options.hidden !== true
    })
  } finally {
    lines.close()
    if (options.hidden) process.stderr.write('\n')
  }
}
