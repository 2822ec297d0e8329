import {expect} from 'chai'
import {mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {ExecOptions, ExecResult} from '@gt-town/contract'
import {LocalConnection} from '@gt-town/connection-local'
import {copyTree} from '../../src/operations/copy-tree.js'

/** Its programs end as this says, whatever they did. */
class Ending extends LocalConnection {
  readonly #change: (result: ExecResult) => ExecResult

  constructor(change: (result: ExecResult) => ExecResult) {
    super()
    this.#change = change
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#change(await super.execute(argv, options))
  }
}

/** Its programs print no more than so many bytes. */
class Cutting extends LocalConnection {
  #left: number

  constructor(bytes: number) {
    super()
    this.#left = bytes
  }

  override async execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult> {
    const {onStdout} = options
    const cut = async (chunk: Buffer): Promise<void> => {
      const some = chunk.subarray(0, this.#left)
      this.#left -= some.length
      if (some.length > 0) await onStdout?.(some)
    }
    return super.execute(argv, {...options, ...(onStdout && {onStdout: cut})})
  }
}

describe('copyTree', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), 'gt-copy-'))
    mkdirSync(join(folder, 'from/sub'), {recursive: true})
    mkdirSync(join(folder, 'to'))
    for (let at = 0; at < 40; at++) writeFileSync(join(folder, 'from/sub', `f${at}`), 'x'.repeat(at * 100))
    utimesSync(join(folder, 'from'), 1_000_000, 1_000_000)
  })
  afterEach(() => rmSync(folder, {recursive: true}))

  const copy = async (from: LocalConnection): Promise<unknown> =>
    copyTree({
      from: {connection: from, path: join(folder, 'from')},
      to: {connection: new LocalConnection(), path: join(folder, 'to/copy')},
      recursive: true,
      signal: new AbortController().signal,
      report: () => undefined,
    }).catch((error: unknown) => error)

  it('copies a folder, and nothing else, with its time', async () => {
    await copy(new LocalConnection())
    expect(readdirSync(join(folder, 'to'))).to.deep.equal(['copy'])
    expect(readdirSync(join(folder, 'to/copy'), {recursive: true})).to.have.members(
      readdirSync(join(folder, 'from'), {recursive: true}),
    )
    expect(statSync(join(folder, 'to/copy')).mtimeMs).to.equal(1e9)
  })

  it('puts nothing in place of which the sender says that it is not all, and tells its reason', async () => {
    const stderr = Buffer.from('tar: ./b: Permission denied\ntar: Exiting with failure status\n')
    const error = await copy(new Ending((result) => ({...result, code: 2, stderr})))
    expect(error).to.include({code: 'GT_COPY_FAILED', message: `${join(folder, 'from')}: tar: ./b: Permission denied`})
    expect(readdirSync(join(folder, 'to'))).to.deep.equal([])
  })

  // A tar that stops between two files is whole to the one that reads it.
  for (const bytes of [512, 1024, 1536, 10_240, 20_480]) {
    it(`puts nothing in place of which only ${bytes} bytes came`, async () => {
      expect(await copy(new Cutting(bytes))).to.include({code: 'GT_COPY_FAILED'})
      expect(readdirSync(join(folder, 'to'))).to.deep.equal([])
    })
  }
})
