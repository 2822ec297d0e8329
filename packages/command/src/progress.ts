import {printable} from '@gt-town/text'

export type ProgressMode = 'terminal' | 'lines' | 'silent'

/** Where and how long work is shown: live on a terminal, plain lines elsewhere, nothing with `--json`. Always on stderr. */
export function progressMode(options: {json: boolean}): ProgressMode {
  if (options.json) return 'silent'
  return process.stderr.isTTY && process.env['TERM'] !== 'dumb' ? 'terminal' : 'lines'
}

/** Shows `title` while `work` runs; what it reports is shown below the title. */
export async function withProgress<T>(
  mode: ProgressMode,
  title: string,
  work: (report: (line: string) => void) => Promise<T>,
): Promise<T> {
  if (mode === 'terminal') {
    const {liveProgress} = await import('./live-progress.js')
    return liveProgress(printable(title), async (report) => work((line) => report(printable(line))))
  }
  return work(mode === 'lines' ? plainLines(title) : () => undefined)
}

/** Prints the title, then each line once: a counter that goes on, such as git's `Receiving objects: 42%`, is one line. */
function plainLines(title: string): (line: string) => void {
  let last = ''
  process.stderr.write(`${printable(title)}\n`)
  return (line) => {
    const stage = line.replace(/:\s+\d+.*$/, '')
    if (stage !== last) process.stderr.write(`  ${printable(stage)}\n`)
    last = stage
  }
}
