import type {ListrDefaultRendererLogLevels} from 'listr2'

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
  const {DefaultRenderer, Listr, ListrLogger, ProcessOutput} = await import('listr2')
  const results: T[] = []
  const logger = new ListrLogger<ListrDefaultRendererLogLevels>({
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  })
  const rendererOptions = {
    logger,
    showErrorMessage: false,
    clearOutput: clear,
    ...(asTitle && {formatOutput: 'truncate' as const}),
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
      renderer: DefaultRenderer,
      // listr2 looks at stdout, which may be a pipe, and would fall back to a renderer that writes to it.
      fallbackRenderer: DefaultRenderer,
      fallbackRendererOptions: rendererOptions,
      rendererOptions,
      registerSignalListeners: false,
    },
  )
  await list.run()
  return results[0] as T
}
