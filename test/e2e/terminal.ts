import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {bin, environment, type CliOptions} from './cli.js'

export const [ctrlC, ctrlD, enter] = ['\u0003', '\u0004', '\r']

/** gt in a terminal, and somebody who reads and types there. */
export interface Terminal {
  /** what was shown since it was last waited for, without colours and movements of the cursor */
  readonly screen: string
  /** all that was shown */
  readonly everything: string
  /** the same, byte for byte */
  readonly raw: string
  /** resolves when this is shown; what was shown up to there does not count for the next wait. @throws when gt ends before */
  shows(wanted: string | RegExp): Promise<void>
  type(keys: string): void
  /** its exit code */
  readonly ended: Promise<number | null>
}

/** Starts the built command in a pseudo-terminal of its own, by `script` of util-linux. */
export function openTerminal(
  args: readonly string[],
  {cwd, env, columns = 100}: Pick<CliOptions, 'cwd' | 'env'> & {columns?: number},
): Terminal {
  const words = [process.execPath, bin, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 30; exec ${words.join(' ')}`, '/dev/null'], {
    cwd,
    env: {...environment(), SHELL: '/bin/sh', TERM: 'xterm', ...env},
  })
  let [all, seen, isOver] = ['', 0, false]
  let look = (): void => undefined
  const text = (): string => all.replaceAll(/\u001b\[[\d;?]*[A-Za-z]|\r/g, '')
  child.stdin.on('error', () => undefined)
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    all += chunk
    look()
  })
  const ended = once(child, 'close').then(([code]) => {
    isOver = true
    look()
    return code as number | null
  })
  return {
    get screen() {
      return text().slice(seen)
    },
    get everything() {
      return text()
    },
    get raw() {
      return all
    },
    shows: async (wanted) =>
      new Promise((resolve, reject) => {
        look = () => {
          const shown = text().slice(seen)
          const found = typeof wanted === 'string' ? shown.indexOf(wanted) : shown.search(wanted)
          if (found < 0 && !isOver) return
          look = () => undefined
          if (found < 0) return reject(new Error(`it ended without showing ${String(wanted)}: ${shown}`))
          seen += found + (typeof wanted === 'string' ? wanted.length : (wanted.exec(shown)?.[0].length ?? 0))
          resolve()
        }
        look()
      }),
    type: (keys) => void child.stdin.write(keys),
    ended,
  }
}
