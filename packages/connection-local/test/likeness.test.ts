import {isGtError, type Connection} from '@gt-town/contract'
import {MemoryConnection} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {few} from '../../../test/support/rounds.js'
import {localSubject} from './local-subject.js'

type Step = [what: string, run: (connection: Connection) => Promise<unknown>]

describe('MemoryConnection', () => {
  let umask: number
  before(() => (umask = process.umask(0o022)))
  after(() => process.umask(umask))

  for (const seed of few ? [1] : [1, 2]) {
    it(`answers a thousand random calls as LocalConnection does (seed ${seed})`, async () => {
      const {connection, root, dispose} = await localSubject()
      try {
        await connection.chmod(root, 0o755)
        const memory = new MemoryConnection({[`${root}/`]: ''})
        const random = generator(seed)
        const story: string[] = []
        for (let round = 0; round < 1000; round++) {
          const [what, run] = randomStep(root, random)
          story.push(what)
          const [real, fake] = [await outcome(run(connection)), await outcome(run(memory))]
          expect(fake, story.slice(-30).join('\n')).to.deep.equal(real)
        }
      } finally {
        await dispose()
      }
    })
  }
})

function randomStep(root: string, random: () => number): Step {
  const path = randomPath(root, random)
  const other = randomPath(root, random)
  const text = 'x'.repeat(Math.floor(random() * 5))
  const target = pick(['a', 'b/a', '.', 'c', other, 'nowhere'], random)
  const mode = pick([0o700, 0o755], random)
  const steps: Step[] = [
    [`writeFile ${path}`, async (to) => to.writeFile(path, text, {mode})],
    [`writeFile exclusive ${path}`, async (to) => to.writeFile(path, text, {exclusive: true})],
    [`appendFile ${path}`, async (to) => to.appendFile(path, text)],
    [`mkdir ${path}`, async (to) => to.mkdir(path)],
    [`mkdirAll ${path}`, async (to) => to.mkdirAll(path)],
    [`rename ${path} ${other}`, async (to) => to.rename(path, other)],
    [`remove ${path}`, async (to) => to.remove(path)],
    [`remove recursive ${path}`, async (to) => to.remove(path, {recursive: true})],
    [`symlink ${target} ${path}`, async (to) => to.symlink(target, path)],
    [`chmod ${path}`, async (to) => to.chmod(path, mode)],
    [`withLock ${path}`, async (to) => to.withLock(path, async () => Promise.resolve('held'))],
    [`readFile ${path}`, async (to) => (await to.readFile(path, {maxBytes: 9})).toString()],
    [`listDir ${path}`, async (to) => to.listDir(path)],
    [`stat ${path}`, async (to) => statOf(to, path, true)],
    [`lstat ${path}`, async (to) => statOf(to, path, false)],
    [`realpath ${path}`, async (to) => to.realpath(path)],
    [`fileExists ${path}`, async (to) => to.fileExists(path)],
  ]
  return pick(steps, random)
}

async function statOf(connection: Connection, path: string, follow: boolean): Promise<unknown> {
  const {type, mode, size} = await connection.stat(path, {follow})
  return type === 'file' ? {type, mode, size} : type === 'directory' ? {type, mode} : {type}
}

function randomPath(root: string, random: () => number): string {
  const depth = 1 + Math.floor(random() * 3)
  return [root, ...Array.from({length: depth}, () => pick(['a', 'b', 'c'], random))].join('/')
}

async function outcome(work: Promise<unknown>): Promise<unknown> {
  try {
    return {value: await work}
  } catch (error) {
    if (isGtError(error)) return {code: error.code}
    throw error
  }
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T
}

/** The same numbers on every run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
