import {expect} from 'chai'
import {execFileSync, spawnSync} from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import type {Place} from '@gt-town/contract'
import {skipBecause} from '../../../../test/e2e/skip-because.js'
import {busyboxToolbox, coreutilsToolbox, type Toolbox} from '../../../../test/support/toolbox.js'
import {appendLines, type AppendResult} from '../../src/operations/append/append-lines.js'
import {appendProgram} from '../../src/operations/append/generated/programs.js'

const line = (number: number, text = 'x'): string =>
  JSON.stringify({v: 1, id: String(number).padStart(16, '0'), text, subject: '"id":"0000000000000009"'})

describe('appending to mailboxes', () => {
  let root = ''
  let place: Place
  beforeEach(() => {
    root = mkdtempSync(join(realpathSync(tmpdir()), 'gt-append-'))
    mkdirSync(join(root, 'mayor/mail'), {recursive: true})
    place = {connection: new LocalConnection(), workspace: {root, configDir: 'mayor'}}
  })
  afterEach(() => rmSync(root, {recursive: true, force: true}))

  const box = (): string => join(root, 'web/.gastown/mail/ann')
  const text = (): string => readFileSync(join(box(), 'inbox.jsonl'), 'utf8')
  const append = async (...lines: string[]): Promise<AppendResult[]> =>
    appendLines(place, [{folder: box(), file: 'inbox.jsonl', lines}])
  const put = (content: string | Uint8Array): void => {
    mkdirSync(box(), {recursive: true})
    writeFileSync(join(box(), 'inbox.jsonl'), content)
  }

  it('makes the folder and the file, for their owner alone, and leaves nothing else', async () => {
    expect(await append(line(1), line(2))).to.deep.equal(['ok'])
    expect(text()).to.equal(`${line(1)}\n${line(2)}\n`)
    expect(readdirSync(box())).to.deep.equal(['inbox.jsonl', 'inbox.jsonl.lock'])
    expect(readdirSync(join(root, 'mayor/mail'))).to.deep.equal([])
  })

  it('leaves out what is there already by every byte, here or in the archive, and nothing else', async () => {
    put(`${line(1)}\n`)
    writeFileSync(join(box(), 'inbox.archive.jsonl'), `${line(2)}\n`)
    expect(await append(line(1), line(2), line(3), line(1, 'other'))).to.deep.equal(['ok'])
    expect(text()).to.equal([line(1), line(3), line(1, 'other'), ''].join('\n'))
  })

  it('takes a torn line for no copy of a whole one', async () => {
    put(line(1).slice(0, -3))
    await append(line(1))
    expect(text()).to.equal(`${line(1).slice(0, -3)}\n${line(1)}\n`)
  })

  it('closes a tail of zeros, as a power failure leaves it, and finds copies in what is no text', async () => {
    put(Buffer.concat([Buffer.from(`${line(1)}\n`), Buffer.alloc(64), Buffer.from([0xff, 0xfe])]))
    await append(line(1), line(2))
    expect(text().endsWith(`\n${line(2)}\n`)).to.equal(true)
    expect(text().split(line(1))).to.have.length(2)
  })

  it('answers for each file on its own', async () => {
    mkdirSync(join(root, 'web/bob'), {recursive: true})
    const folder = (name: string): string => join(root, 'web/.gastown/mail', name)
    const owner = (name: string): string => join(root, 'web', name)
    mkdirSync(join(root, 'web/.gastown/mail/kind/inbox.jsonl'), {recursive: true})
    const files = ['bob', 'nobody', 'kind'].map((name, at) => ({
      ...{folder: folder(name), file: 'inbox.jsonl', owner: owner(name), lines: [line(at), line(at + 10)]},
    }))
    expect(await appendLines(place, files)).to.deep.equal(['ok', 'missing', 'kind'])
    expect(readFileSync(join(folder('bob'), 'inbox.jsonl'), 'utf8')).to.equal(`${line(0)}\n${line(10)}\n`)
  })

  it('writes nothing outside of the town, whichever link leads there', async () => {
    const outside = mkdtempSync(join(realpathSync(tmpdir()), 'gt-outside-'))
    mkdirSync(join(root, 'web/.gastown'), {recursive: true})
    symlinkSync(outside, join(root, 'web/.gastown/mail'))
    expect(await append(line(1))).to.deep.equal(['outside'])
    rmSync(join(root, 'web/.gastown/mail'))
    mkdirSync(box(), {recursive: true})
    for (const name of ['inbox.jsonl', 'inbox.jsonl.lock']) {
      writeFileSync(join(outside, 'file'), '')
      symlinkSync(join(outside, 'file'), join(box(), name))
      expect(await append(line(1)), name).to.deep.equal(['kind'])
      rmSync(join(box(), name))
    }
    expect(readFileSync(join(outside, 'file'), 'utf8')).to.equal('')
    rmSync(outside, {recursive: true})
  })

  it('says that a disk is full, and makes it good later, once', async function () {
    this.timeout(60_000)
    put(`${line(1, 'z'.repeat(5000))}\n`)
    const lines = Array.from({length: 30}, (_, at) => line(at + 2, 'y'.repeat(60)))
    // A file may not grow over 16 blocks of 512 bytes: what is written of the last line is torn.
    expect(run('ulimit -f 16; trap "" XFSZ', lines)).to.equal('full\n')
    const torn = text()
    expect(torn.length).to.equal(8192)
    expect(torn.endsWith('\n')).to.equal(false)
    expect(await append(...lines)).to.deep.equal(['ok'])
    const whole = text()
      .split('\n')
      .filter((found) => lines.includes(found))
    expect(whole).to.deep.equal(lines)
  })

  it('appends nothing, and says so, where it cannot tell what is there already', () => {
    const toolbox = coreutilsToolbox('dash', ['grep', 'cut', 'tail', 'mkdir', 'cp'])
    try {
      // What chooses ends halfway, as on a disk that is full.
      for (const [program, source] of Object.entries({
        awk: '#!/bin/sh\necho cut\nexit 2\n',
        grep: '#!/bin/sh\nexit 2\n',
        cut: '#!/bin/sh\nexit 1\n',
      })) {
        const folder = mkdtempSync(join(root, 'programs-'))
        writeFileSync(join(folder, program), source, {mode: 0o755})
        put(`${line(1)}\n`)
        const PATH = `${folder}:${toolbox.path}`
        expect(run('', [line(1), line(2)], {PATH}), program).to.equal('full\n')
        expect(text(), program).to.equal(`${line(1)}\n`)
      }
    } finally {
      toolbox.remove()
    }
  })

  it('has an answer for each file, also where a lock may not be read', function () {
    if (process.getuid?.() !== 0) return skipBecause(this, 'only root can act for somebody else')
    const folders = ['ann', 'bob'].map((name) => join(root, 'web/.gastown/mail', name))
    for (const folder of folders) mkdirSync(folder, {recursive: true})
    execFileSync('chown', ['-R', '65534', root])
    execFileSync('chmod', ['755', root])
    writeFileSync(join(folders[0] ?? '', 'inbox.jsonl.lock'), '', {mode: 0o600})
    const input = `${line(1)}\n${line(2)}\n`
    const words = folders.flatMap((folder) => [folder, 'inbox.jsonl', '', '1'])
    const work = join(root, 'mayor/mail/.append.gt-tmp-000000000000')
    const program = ['-c', appendProgram, 'gt-append', root, work, `${input.length}`, ...words]
    const {stdout} = spawnSync('sh', program, {input, uid: 65534, cwd: '/'})
    expect(stdout.toString()).to.equal('denied\nok\n')
  })

  it('writes nothing where what was sent arrived in part', () => {
    expect(spawnSync('sh', argv(box(), 1, 500), {input: line(1)}).status).to.equal(65)
    expect(existsSync(box())).to.equal(false)
    expect(readdirSync(join(root, 'mayor/mail'))).to.deep.equal([])
  })

  it('waits for whoever holds the lock', async () => {
    await append(line(1))
    const lock = join(box(), 'inbox.jsonl.lock')
    const started = performance.now()
    const holder = execFileSync('sh', ['-c', 'flock -x "$0" sleep 0.5 >/dev/null 2>&1 & echo started', lock])
    expect(holder.toString()).to.equal('started\n')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await append(line(2))).to.deep.equal(['ok'])
    expect(performance.now() - started).to.be.greaterThan(400)
  })

  const toolboxes: Readonly<Record<string, () => Toolbox>> = {
    busybox: busyboxToolbox,
    'coreutils and dash': () => coreutilsToolbox('dash', ['grep', 'awk', 'mawk', 'cut', 'tail', 'mkdir', 'cp']),
    'coreutils and bash': () => coreutilsToolbox('bash', ['grep', 'awk', 'mawk', 'cut', 'tail', 'mkdir', 'cp']),
  }
  for (const [name, make] of Object.entries(toolboxes)) {
    it(`does the same with ${name}`, () => {
      const toolbox = make()
      try {
        put(`${line(1)}\n${line(2).slice(0, 20)}`)
        const result = run('', [line(1), line(2), line(3)], {PATH: toolbox.path})
        expect(result).to.equal('ok\n')
        expect(text()).to.equal([line(1), line(2).slice(0, 20), line(2), line(3), ''].join('\n'))
        expect(run('', [line(3), line(4)], {PATH: toolbox.path})).to.equal('ok\n')
        expect(text().trimEnd().split('\n')).to.have.length(5)
      } finally {
        toolbox.remove()
      }
    })
  }

  function argv(folder: string, count: number, bytes: number, before = ''): string[] {
    const program = before === '' ? appendProgram : `${before}\n${appendProgram}`
    const work = join(root, 'mayor/mail/.append.gt-tmp-000000000000')
    return ['-c', program, 'gt-append', root, work, `${bytes}`, folder, 'inbox.jsonl', '', `${count}`]
  }

  function run(before: string, lines: readonly string[], env: Record<string, string> = {}): string {
    const input = lines.map((one) => `${one}\n`).join('')
    const {stdout, stderr} = spawnSync('sh', argv(box(), lines.length, input.length, before), {
      input,
      env: {...process.env, ...env},
    })
    expect(stderr.toString()).to.equal('')
    return stdout.toString()
  }
})
