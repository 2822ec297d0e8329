import {messageOf} from '@gt-town/contract'

export interface ProcessGuard extends Disposable {
  /** what was thrown where nobody could catch it, so far */
  readonly uncaughtErrors: readonly string[]
}

/**
 * While third-party code runs in this process, such as what installs plugins: what it throws in a timer or forgets to await
 * is collected instead of ending the process, and what it prints to stdout goes to stderr, since stdout holds only our
 * document.
 */
export function guardProcess(): ProcessGuard {
  const uncaughtErrors: string[] = []
  const note = (error: unknown) => void uncaughtErrors.push(messageOf(error))
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
  const write = process.stdout.write
  process.stdout.write = process.stderr.write.bind(process.stderr)
  return {
    uncaughtErrors,
    [Symbol.dispose]() {
      process.stdout.write = write
      process.off('uncaughtException', note)
      process.off('unhandledRejection', note)
    },
  }
}
