import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {CommandNotFoundError, isGtError, type Connection, type Terminal} from '@gt-town/contract'
import {targetOf, type Reached} from './connect-to.js'
import {makeLinkFolder, terminalArguments} from '@gt-town/connection-ssh'
import {neverAborted} from '@gt-town/waiting'

/** This terminal, for programs on a machine: by the system's ssh, which knows terminals, and with the trust that gt has. */
export async function terminalOn(here: Connection, question: Reached): Promise<Terminal> {
  if (question.settings.type === 'local') return {run: async (argv, {cwd} = {}) => hand(argv, cwd)}
  return {
    run: async (argv, {cwd} = {}) => {
      const target = await targetOf(here, question, neverAborted())
      const folder = makeLinkFolder()
      try {
        const words = await terminalArguments(here, target, argv, cwd, join(folder, 'known'))
        return await hand(['ssh', ...words], undefined)
      } catch (error) {
        if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) throw new CommandNotFoundError('ssh', {cause: error})
        throw error
      } finally {
        rmSync(folder, {recursive: true, force: true})
      }
    },
  }
}

/** Signals of the terminal reach the whole foreground group: the program there decides what they mean. */
async function hand(argv: readonly string[], cwd: string | undefined): Promise<number> {
  const [command = 'sh', ...words] = argv
  const ignore = (): void => undefined
  process.on('SIGINT', ignore)
  process.on('SIGQUIT', ignore)
  try {
    const child = spawn(command, words, {stdio: 'inherit', ...(cwd !== undefined && {cwd})})
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return code ?? 128 + (signal === 'SIGTERM' ? 15 : 1)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new CommandNotFoundError(command, {cause: error})
    throw error
  } finally {
    process.off('SIGINT', ignore)
    process.off('SIGQUIT', ignore)
  }
}
