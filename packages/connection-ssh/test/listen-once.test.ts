import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {linkSync, mkdtempSync, readdirSync, realpathSync, rmSync} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {compiled} from '../../../test/support/compiled.js'

const starter = compiled(new URL('listen-once-starter.ts', import.meta.url))
/** Time for all of them to have started, in ms, and from one name to the next. */
const [startMs, everyMs] = [1500, 25]

describe('a name that several processes want to listen under', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(realpathSync(tmpdir()), 'gt-listen-'))))
  afterEach(() => rmSync(folder, {recursive: true}))

  it('is got by one of them, each time, where somebody who died has left it behind', async () => {
    const names = Array.from({length: 60}, (_, index) => `n${index}`)
    for (const name of names) await leaveBehind(join(folder, name))
    const argv = [starter, folder, names.join(), String(Date.now() + startMs), String(everyMs)]
    const processes = Array.from({length: 5}, () => spawn(process.execPath, argv, {stdio: ['pipe', 'pipe', 'inherit']}))
    try {
      const got = await Promise.all(processes.map(async ({stdout}) => linesUntilEnd(stdout)))
      expect(got.flat().sort()).to.deep.equal([...names].sort())
      expect(readdirSync(folder).sort()).to.deep.equal([...names].sort())
    } finally {
      for (const {stdin} of processes) stdin.end()
      await Promise.all(processes.map(async (each) => each.exitCode ?? once(each, 'exit')))
    }
  })
})

/** A socket file that nobody listens at. */
async function leaveBehind(path: string): Promise<void> {
  const server = createServer().listen(`${path}.x`)
  await once(server, 'listening')
  linkSync(`${path}.x`, path)
  server.close()
  await once(server, 'close')
}

async function linesUntilEnd(stream: NodeJS.ReadableStream): Promise<string[]> {
  const lines: string[] = []
  for await (const line of createInterface(stream)) {
    if (line === 'end') return lines
    if (line !== '') lines.push(line)
  }
  throw new Error('it ended too early')
}
