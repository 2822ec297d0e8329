import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {copyFileSync, mkdirSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {environment, temporaryFolder} from '../e2e/cli.js'
import {startSilentServer} from './silent-server.js'

const checkout = fileURLToPath(new URL('../..', import.meta.url))

describe('the first use of a checkout', () => {
  let folder = {path: '', remove: (): void => undefined}
  /** A checkout in which nothing is installed yet. */
  beforeEach(() => {
    folder = temporaryFolder('checkout')
    for (const name of ['gt', 'package.json', 'package-lock.json', 'scripts/bootstrap.mjs', 'scripts/run.mjs']) {
      mkdirSync(join(folder.path, name, '..'), {recursive: true})
      copyFileSync(join(checkout, name), join(folder.path, name))
    }
  })
  afterEach(() => folder.remove())

  const lines = (stderr: string): string[] => stderr.split('\n').filter((line) => line !== '')

  it('says in two lines that there is no npm', async () => {
    const bin = join(folder.path, 'bin')
    mkdirSync(bin)
    symlinkSync(process.execPath, join(bin, 'node'))
    for (const tool of ['sh', 'flock', 'cat', 'readlink']) symlinkSync(`/usr/bin/${tool}`, join(bin, tool))
    const {code, stderr} = await firstUse({PATH: bin})
    expect(lines(stderr)).to.deep.equal([
      'gt: installing dependencies (first use only, about a minute)',
      'Error: gt needs npm to install its dependencies, and there is no npm on PATH',
      'Next: install npm, then run the same command again',
    ])
    expect(code).to.equal(3)
  })

  it('says in two lines that there is no network', async () => {
    // Nothing listens on port 1.
    const {code, stderr} = await firstUse({npm_config_registry: 'http://127.0.0.1:1', npm_config_fetch_retries: '0'})
    const [, error, next, ...rest] = lines(stderr)
    expect(error).to.match(/^Error: the dependencies of gt could not be installed: .*127\.0\.0\.1:1/)
    expect(next).to.match(/^Next: see that the network and npm's registry can be reached/)
    expect(rest).to.deep.equal([])
    expect(code).to.equal(3)
  })

  it('says in two lines that it was interrupted', async () => {
    await using server = await startSilentServer()
    const asked = server.asked()
    const {code, stderr} = await firstUse({npm_config_registry: server.url}, asked)
    expect(lines(stderr).slice(1)).to.deep.equal([
      'Error: interrupted while the dependencies of gt were installed',
      'Next: run the same command again',
    ])
    expect(code).to.equal(130)
  })

  /** @param until when to press Ctrl-C, which reaches all processes of a terminal */
  async function firstUse(
    env: Readonly<Record<string, string>>,
    until?: Promise<void>,
  ): Promise<{code: number | null; stderr: string}> {
    const child = spawn('/bin/sh', [join(folder.path, 'gt'), '--version'], {
      cwd: folder.path,
      env: {...environment(), npm_config_cache: join(folder.path, 'cache'), ...env},
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    void until?.then(() => process.kill(-(child.pid ?? 0), 'SIGINT'))
    return new Promise((resolve) =>
      child.on('close', (code, signal) => resolve({code: signal === 'SIGINT' ? 130 : code, stderr})),
    )
  }
})
