import type {Connection, Outcome} from '@gt-town/contract'
import {confined} from '@gt-town/connection'
import {describe, fails, must, namesIn, type Capabilities, type Make} from './case.js'
import assert from 'node:assert/strict'

/** `confined` around the subject: nothing outside is read or changed, by name or through a link. */
export function confinementSuite(make: Make, capabilities: Capabilities): void {
  describe('confined', () => {
    must('let everything inside through, links too', make, async ({connection, root}) => {
      const {inside} = await foldersWithLinks(connection, root)
      const guarded = confined(connection, inside)
      await guarded.writeFile(`${inside}/a/file`, 'x')
      await guarded.symlink('a/file', `${inside}/link`)
      assert.equal((await guarded.readFile(`${inside}/link`)).toString(), 'x')
      assert.equal((await guarded.stat(`${inside}/out`, {follow: false})).type, 'symlink')
      await guarded.remove(`${inside}/out`)
      await guarded.mkdirAll(`${inside}/new/deep`)
      assert.equal(await guarded.withLock(`${inside}/a/file`, async () => Promise.resolve(1)), 1)
      await fails('GT_NOT_FOUND', guarded.readFile(`${inside}/missing/too`))
      assert.deepEqual(await namesIn(guarded, inside), ['a', 'link', 'new', 'secret'])
    })
    must('refuse paths outside by name', make, async ({connection, root}) => {
      const {inside, outside} = await foldersWithLinks(connection, root)
      for (const path of [`${outside}/secret`, `${inside}/../outside/secret`, `${inside}-2`, root, '/']) {
        await refusesAll(connection, inside, path)
      }
    })
    must('refuse paths that links lead outside', make, async ({connection, root}) => {
      const {inside} = await foldersWithLinks(connection, root)
      for (const path of [`${inside}/out/secret`, `${inside}/out/missing`, `${inside}/a/up/outside/secret`]) {
        await refusesAll(connection, inside, path)
      }
      const guarded = confined(connection, inside)
      await fails('GT_PATH_ESCAPE', guarded.readFile(`${inside}/secret`))
      await fails('GT_PATH_ESCAPE', guarded.listDir(`${inside}/out`))
      await fails('GT_PATH_ESCAPE', guarded.mkdirAll(`${inside}/out`))
      await fails('GT_PATH_ESCAPE', guarded.chmod(`${inside}/secret`, 0o600))
      await fails('GT_PATH_ESCAPE', guarded.symlink('../outside/secret', `${inside}/new`))
    })
    must('work through a root that is a link, or does not exist yet', make, async ({connection, root}) => {
      await connection.mkdir(`${root}/real`)
      await connection.symlink('real', `${root}/link`)
      await confined(connection, `${root}/link`).writeFile(`${root}/link/file`, 'x')
      await confined(connection, `${root}/new`).mkdirAll(`${root}/new/sub`)
      assert.deepEqual(await namesIn(connection, root), ['link', 'new', 'real'])
    })
    if (capabilities.programs) {
      must('check where a program starts and what it says it writes', make, async ({connection, root}) => {
        const {inside, outside} = await foldersWithLinks(connection, root)
        const guarded = confined(connection, inside)
        await fails('GT_PATH_ESCAPE', guarded.execute(['true'], {effect: 'read', cwd: outside}))
        await fails('GT_PATH_ESCAPE', guarded.execute(['true'], {effect: 'read', cwd: `${inside}/out`}))
        await fails('GT_PATH_ESCAPE', guarded.execute(['true'], {effect: 'write', paths: [`${inside}/out/x`]}))
        const options = {effect: 'write', paths: [`${inside}/a/new`], cwd: inside} as const
        assert.equal((await guarded.execute(['true'], options)).code, 0)
      })
    }
  })
}

async function foldersWithLinks(connection: Connection, root: string): Promise<{inside: string; outside: string}> {
  const [inside, outside] = [`${root}/inside`, `${root}/outside`]
  await connection.mkdirAll(`${inside}/a`)
  await connection.mkdir(outside)
  await connection.writeFile(`${outside}/secret`, 'x')
  await connection.symlink('../outside', `${inside}/out`)
  await connection.symlink(`${outside}/secret`, `${inside}/secret`)
  await connection.symlink('../..', `${inside}/a/up`)
  return {inside, outside}
}

async function refusesAll(connection: Connection, inside: string, path: string): Promise<void> {
  const guarded = confined(connection, inside)
  const requests = (['read', 'stat', 'list', 'realpath', 'space'] as const).map((op) => ({op, path}))
  const attempts: (() => Promise<unknown>)[] = [
    async () => guarded.readFile(path),
    async () => guarded.fileExists(path),
    async () => guarded.listDir(path),
    async () => guarded.stat(path),
    async () => guarded.stat(path, {follow: false}),
    async () => guarded.realpath(path),
    async () => guarded.writeFile(path, 'y'),
    async () => guarded.appendFile(path, 'y'),
    async () => guarded.mkdirAll(path),
    async () => guarded.mkdir(path),
    async () => guarded.rename(path, `${inside}/new`),
    async () => guarded.rename(`${inside}/a`, path),
    async () => guarded.remove(path, {recursive: true}),
    async () => guarded.symlink('x', path),
    async () => guarded.chmod(path, 0o600),
    async () => guarded.withLock(path, async () => Promise.resolve()),
    async () => guarded.probe({path}),
    ...requests.map((request) => async () => unwrap((await guarded.inspect([request]))[0])),
  ]
  for (const attempt of attempts) await fails('GT_PATH_ESCAPE', attempt())
}

function unwrap(outcome: Outcome<unknown> | undefined): unknown {
  if (outcome?.ok === false) throw outcome.error
  return outcome?.value
}
