import {expect} from 'chai'
import {execFile} from 'node:child_process'
import {promisify} from 'node:util'
import {bin, environment, temporaryFolder} from './cli.js'

const run = promisify(execFile)

describe('root help', () => {
  const folder = temporaryFolder('help')
  after(() => folder.remove())

  const inPipe = async (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> =>
    (await run(process.execPath, [bin, ...words], {cwd: folder.path, env: {...environment(), ...env}})).stdout
  const inTerminal = async (columns: number, env: Readonly<Record<string, string>> = {}): Promise<string> => {
    const script = `stty cols ${columns} rows 30; exec '${process.execPath}' '${bin}' --help`
    const options = {cwd: folder.path, env: {...environment(), SHELL: '/bin/sh', TERM: 'xterm', ...env}}
    return (await run('script', ['-qec', script, '/dev/null'], options)).stdout
  }

  it('is the same as oclif makes it, in a pipe', async () => {
    const long = await inPipe(['--help'], {OCLIF_COLUMNS: '80'})
    expect(long).to.include('FIRST STEPS')
    for (const words of [[], ['help'], ['--help'], ['-h']]) expect(await inPipe(words), words.join(' ')).to.equal(long)
  })

  it('is the same in terminals of all widths', async () => {
    for (const columns of [40, 80, 90, 100, 200]) {
      // That it is said at all makes oclif do it.
      const long = await inTerminal(columns, {OCLIF_COLUMNS: String(columns)})
      expect(await inTerminal(columns), String(columns)).to.equal(long)
    }
  })

  it('has no colours where nobody wants them', async () => {
    expect(await inTerminal(80, {NO_COLOR: '1'})).not.to.include('\u001b[1m')
    expect(await inTerminal(80)).to.include('\u001b[1m')
  })
})
