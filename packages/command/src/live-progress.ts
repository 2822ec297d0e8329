import type {ListrDefaultRendererLogLevels} from 'listr2'

/** One listr2 task on stderr, so that stdout holds results only. */
export async function liveProgress<T>(title: string, work: (report: (line: string) => void) => Promise<T>): Promise<T> {
  const {DefaultRenderer, Listr, ListrLogger, ProcessOutput} = await import('listr2')
  const results: T[] = []
  const logger = new ListrLogger<ListrDefaultRendererLogLevels>({
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  })
  const rendererOptions = {logger, showErrorMessage: false}
  const list = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          results.push(await work((line) => (task.output = line)))
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
