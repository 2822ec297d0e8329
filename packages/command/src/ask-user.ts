import {AbortedError, type AskLogin, type AskPassphrase} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {withDrawingPaused} from './pause-drawing.js'

/** Whether somebody sits there: stdout may be a pipe, questions go to stderr. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

let last: Promise<unknown> = Promise.resolve()

interface AskOptions {
  /** what is typed is not shown */
  readonly hidden?: boolean
  /** withdraws the question */
  readonly over?: AbortSignal | undefined
}

/**
 * Asks one line of whoever sits at the terminal.
 * @throws AbortedError on Ctrl-C, at the end of the input, and when the question was withdrawn
 */
export async function askUser(question: string, options: AskOptions = {}): Promise<string> {
  // Several machines may have something to ask at once.
  const answer = last.then(async () => withDrawingPaused(async () => askNow(question, options)))
  last = answer.catch(() => undefined)
  return answer
}

/** By key and attempt: many machines may share a key, and nobody types its passphrase for each of them. */
const asked = new Map<string, Promise<string>>()

/** Asks whoever sits at the terminal. What was said is remembered until gt ends, and nowhere else. */
export const askPassphrase: AskPassphrase = async (keyFile, {attempt, over}) => {
  const place = `${attempt} ${keyFile}`
  const again = attempt === 1 ? '' : 'That does not open it. '
  const answer = asked.get(place) ?? askUser(`${again}Passphrase of ${keyFile}: `, {hidden: true, over})
  asked.set(place, answer)
  // A question that was withdrawn may be asked again.
  answer.catch(() => asked.delete(place))
  return answer
}

/** Asks whoever sits at the terminal, each time anew: a code counts once. */
export const askLogin: AskLogin = async (prompt, {isShown, over}) => askUser(prompt, {hidden: !isShown, over})

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
  const withdraw = (): void => lines.close()
  over?.addEventListener('abort', withdraw, {once: true})
  try {
    return await new Promise((resolve, reject) => {
      lines.once('close', () => reject(new AbortedError('the question')))
      lines.once('SIGINT', () => {
        // Reading key by key, the terminal sends no signal.
        if (!process.emit('SIGINT')) process.kill(process.pid, 'SIGINT')
        reject(new AbortedError('the question'))
      })
      lines.question(printable(question, {lines: true}), resolve)
      isShown = !hidden
    })
  } finally {
    over?.removeEventListener('abort', withdraw)
    lines.close()
    if (hidden) process.stderr.write('\n')
  }
}
