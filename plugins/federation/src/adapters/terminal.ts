import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {CommandNotFoundError, isGtError, UsageError, type Connection, type Terminal} from '@gt-town/contract'
import {targetOf} from './connect-to.js'
import type {Reached} from './ssh-target.js'
import {forwardPort, makeLinkFolder, settingsForSsh, terminalArguments, type SshTarget} from '@gt-town/connection-ssh'
import {neverAborted} from '@gt-town/waiting'

/** This terminal, for programs on a machine: by the system's ssh, which knows terminals, and with the trust that gt has. */
export async function terminalOn(here: Connection, question: Reached): Promise<Terminal> {
  if (question.settings.type === 'local') return localTerminal(question.machine)
  const target = async (signal = neverAborted()): Promise<SshTarget> => targetOf(here, question, signal)
  return {
    run: async (argv, {cwd} = {}) => {
      const found = await target()
      return inLinkFolder(async (folder) => {
        const words = await terminalArguments(here, found, argv, cwd, join(folder, 'known'))
        return hand(['ssh', ...words], undefined)
      })
    },
    forward: async (ports, options) => {
      const found = await target(options.signal)
      await inLinkFolder(async (folder) => forwardPort(here, found, ports, join(folder, 'known'), options))
    },
    sshSettings: async () => settingsForSsh(await target()),
  }
}

function localTerminal(machine: string): Terminal {
  const unneeded = (): UsageError => new UsageError('GT_USAGE', `${machine} is the machine you are on`)
  return {
    run: async (argv, {cwd} = {}) => hand(argv, cwd),
    forward: async () => Promise.reject(unneeded()),
    sshSettings: async () => Promise.reject(unneeded()),
  }
}

async function inLinkFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = makeLinkFolder()
  try {
    return await work(folder)
  } catch (error) {
    if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) throw new CommandNotFoundError('ssh', {cause: error})
    throw error
  } finally {
    rmSync(folder, {recursive: true, force: true})
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
