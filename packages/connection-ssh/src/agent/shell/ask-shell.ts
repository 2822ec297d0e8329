import {InputOutputError} from '@gt-town/contract'
import type {Shell} from './shell.js'

/**
 * Says commands to a shell that is free, all at once, and hears what it answers to each: what comes before the token that it
 * prints after it.
 * @throws ConnectionLostError, InputOutputError where it ends before it has answered
 */
export async function askShell(shell: Shell, commands: readonly string[]): Promise<Buffer[]> {
  const answers: Buffer[] = []
  let parts: Buffer[] = []
  return new Promise((resolve, reject) => {
    shell.out = {
      bytes: (bytes) => parts.push(bytes),
      token: () => {
        answers.push(Buffer.concat(parts))
        parts = []
        if (answers.length === commands.length) resolve(answers)
      },
    }
    const over = (): void => reject(new InputOutputError('a remote shell', 'it has ended'))
    shell.ready.catch(reject)
    shell.ended.then(over, reject)
    // In braces: what is cut on its way is no command.
    for (const command of commands) shell.say(`{\n${command}\n}\n`)
  })
}
