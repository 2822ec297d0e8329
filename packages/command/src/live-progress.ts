import type {DefaultRenderer, ListrDefaultRendererLogLevels, Spinner} from 'listr2'
import {registerDrawing, type LiveDrawing} from './pause-drawing.js'
import {isUnicode} from './theme.js'

/**
 * One listr2 task on stderr, so that stdout holds results only.
 * @param options.asTitle what is reported takes the title's place instead of standing below it
 * @param options.clear nothing stays on the screen
 */
export async function liveProgress<T>(
  title: string,
  work: (report: (line: string) => void) => Promise<T>,
  {asTitle = false, clear = false}: {asTitle?: boolean; clear?: boolean} = {},
): Promise<T> {
  const {DefaultRenderer: Renderer, Listr, ListrDefaultRendererLogLevels: Level, ...listr2} = await import('listr2')
  const {ListrLogger, ProcessOutput, Spinner} = listr2
  const results: T[] = []
  const Pausable = pausable(Renderer, clear)
  const logger = new ListrLogger<ListrDefaultRendererLogLevels>({
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  })
  const rendererOptions = {
    logger,
    showErrorMessage: false,
    // The last frame is left by `end`, below.
    clearOutput: true,
    // What is cut ends in a character that is not ASCII.
    ...(asTitle && isUnicode(process.env) && {formatOutput: 'truncate' as const}),
    ...(isUnicode(process.env) ? {} : {spinner: plainSpinner(new Spinner()), icon: plainIcons(Level)}),
  }
  const list = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          const report = (line: string): void => {
            if (asTitle) task.title = line
            else task.output = line
          }
          results.push(await work(report))
        },
      },
    ],
    {
      renderer: Pausable,
      // listr2 looks at stdout, which may be a pipe, and would fall back to a renderer that writes to it.
      fallbackRenderer: Pausable,
      fallbackRendererOptions: rendererOptions,
      rendererOptions,
      registerSignalListeners: false,
    },
  )
  await list.run()
  return results[0] as T
}

/** For a locale that is not UTF-8; listr2 knows of none. */
function plainSpinner(spinner: Spinner): Spinner {
  // Its frames are listr2's own business, which has no option for them.
  return Object.assign(spinner, {spinner: ['-', '\\', '|', '/']})
}

function plainIcons(levels: typeof ListrDefaultRendererLogLevels): Record<string, string> {
  const icons: Partial<Record<ListrDefaultRendererLogLevels, string>> = {[levels.COMPLETED]: '+', [levels.FAILED]: 'x'}
  return Object.fromEntries(Object.values(levels).map((level) => [level, icons[level] ?? '-']))
}

/** listr2 keeps what others write until it ends: while the user is asked, it has to be off. */
function pausable(Renderer: typeof DefaultRenderer, clear: boolean): typeof DefaultRenderer {
  return class extends Renderer implements LiveDrawing {
    #state: 'new' | 'drawn' | 'paused' | 'ended' = 'new'
    #unregister = (): void => undefined

    override async render(): Promise<void> {
      await super.render()
      this.#state = 'drawn'
      this.#unregister = registerDrawing(this)
    }
    override update(): void {
      if (this.#state === 'drawn') super.update()
    }
    pause(): void {
      super.end()
      this.#state = 'paused'
    }
    async resume(): Promise<void> {
      if (this.#state !== 'paused') return
      await super.render()
      this.#state = 'drawn'
    }
    override end(): void {
      this.#unregister()
      if (this.#state === 'drawn') super.end()
      this.#state = 'ended'
      if (!clear) process.stderr.write(`${this.create({prompt: false})}\n`)
    }
  }
}
