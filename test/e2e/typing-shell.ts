import {execFile} from 'node:child_process'
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {promisify} from 'node:util'
import {bin, environment} from './cli.js'

const run = promisify(execFile)

/** How a shell is started without anything of the user's, and what makes its prompt a mere `$ `. */
const shells = {
  bash: {start: ['bash', '--norc', '-i'], prompt: "PS1='$ '", load: '. '},
  zsh: {start: ['zsh', '-f', '-i'], prompt: "PS1='$ '", load: '. '},
  fish: {start: ['fish', '--no-config', '-i'], prompt: "function fish_prompt; echo '$ '; end", load: 'source '},
} as const
/** No shell takes this for the end of a word, or takes a blank back for it. */
const end = '@'
export type ShellName = keyof typeof shells

/** A real shell in a real terminal, in which somebody types. */
export interface TypingShell {
  /** @returns the line after Tab; it is then taken back */
  tab(typed: string): Promise<string>
  /** Types, and asks for the list of what there is. @returns the screen once this is shown on it, or after a while */
  list(typed: string, wanted: string): Promise<string>
  /** Runs a command line, and waits until it is over. */
  enter(line: string): Promise<void>
  end(): Promise<void>
}

/** @param folder for its socket, home and the folder of PATH in which gt is; must be short */
export async function openShell(
  name: ShellName,
  {folder, cwd, env = {}}: {folder: string; cwd: string; env?: Readonly<Record<string, string>>},
): Promise<TypingShell> {
  const programs = join(folder, 'bin')
  mkdirSync(programs, {recursive: true})
  symlinkSync(bin, join(programs, 'gt'))
  writeFileSync(join(folder, 'tmux.conf'), 'set -g escape-time 0\nset -g default-terminal screen-256color\n')
  const {start, prompt} = shells[name]
  const options = {
    cwd,
    env: {
      ...environment(),
      HOME: folder,
      LANG: 'C.UTF-8',
      TERM: 'xterm',
      HISTFILE: '/dev/null',
      ...env,
      PATH: `${programs}:${process.env['PATH']}`,
    },
  }
  const tmux = async (...words: string[]): Promise<string> =>
    (await run('tmux', ['-S', join(folder, 's'), '-f', join(folder, 'tmux.conf'), ...words], options)).stdout
  await tmux('new-session', '-d', '-x', '100', '-y', '40', ...start)
  const screen = async (): Promise<string> => (await tmux('capture-pane', '-p')).trimEnd()
  const until = async (isShown: (text: string) => boolean): Promise<string> => {
    for (let tries = 0; tries < 200; tries++) {
      const text = await screen()
      if (isShown(text)) return text
      await sleep(100)
    }
    return screen()
  }
  const type = async (text: string): Promise<string> => tmux('send-keys', '-l', '--', text)
  // A shell that starts throws away what was typed before.
  await until((text) => /[$#%>]\s*$/.test(text))
  await type(`${prompt}; clear\n`)
  await until((text) => text === '$')

  const clear = async (): Promise<void> => {
    await tmux('send-keys', 'C-c')
    // What is typed while a shell is about to be interrupted can be lost.
    await until((text) => /(?:^|\n)\$$/.test(text))
    await type('clear\n')
    await until((text) => text === '$')
  }
  return {
    tab: async (typed) => {
      await type(typed)
      await tmux('send-keys', 'Tab')
      // Typed after Tab: once it is shown, the shell is done, and it stands where the cursor was.
      await type(end)
      const text = await until((shown) => shown.endsWith(end))
      await clear()
      return text.slice('$ '.length, -end.length)
    },
    list: async (typed, wanted) => {
      await type(typed)
      // bash lists at the second one, the others would choose then.
      await tmux('send-keys', 'Tab', ...(name === 'bash' ? ['Tab'] : []))
      const text = await until((shown) => shown.includes(wanted))
      await clear()
      return text
    },
    enter: async (line) => {
      await type(`${line}; clear`)
      await until((shown) => shown.endsWith('; clear'))
      await type('\n')
      await until((text) => text === '$')
    },
    end: async () => {
      await tmux('kill-server')
    },
  }
}

export const loadCommand = (name: ShellName, script: string): string => `${shells[name].load}${script}`
