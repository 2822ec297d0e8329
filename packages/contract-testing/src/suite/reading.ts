import assert from 'node:assert/strict'
import {isGtError, type ReadRequest} from '@gt-town/contract'
import {describe, fails, must, namesIn, textOf, type Capabilities, type Make} from './case.js'

const oddNames = ['-rf', ' lead', 'a\nb', "quo'te", '"double"', '$(touch x)', 'größe', '日本', '🐈', '*', 'back\\slash']

export function readingSuite(make: Make, capabilities: Capabilities): void {
  describe('readFile', () => {
    must('return the bytes, whatever they are', make, async ({connection, root}) => {
      const bytes = Buffer.from(Array.from({length: 70_000}, (_, index) => index % 256))
      await connection.writeFile(`${root}/bytes`, bytes)
      assert.ok(bytes.equals(await connection.readFile(`${root}/bytes`)))
    })
    must('return nothing for an empty file', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/empty`, '')
      assert.equal((await connection.readFile(`${root}/empty`)).length, 0)
    })
    must('work with any name', make, async ({connection, root}) => {
      for (const name of oddNames) await connection.writeFile(`${root}/${name}`, name)
      for (const name of oddNames) assert.equal(await textOf(connection, `${root}/${name}`), name)
      assert.deepEqual(await namesIn(connection, root), [...oddNames].sort())
    })
    must('follow a symbolic link', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/real`, 'x')
      await connection.symlink('real', `${root}/link`)
      assert.equal(await textOf(connection, `${root}/link`), 'x')
    })
    must('say NotFound for what is missing, dangling, or below a file', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, '')
      await connection.symlink('nowhere', `${root}/dangling`)
      await connection.symlink('loop', `${root}/loop`)
      for (const name of ['missing', 'missing/too', 'file/below', 'dangling', 'loop']) {
        await fails('GT_NOT_FOUND', connection.readFile(`${root}/${name}`))
      }
    })
    must('say NotAFile for a folder', make, async ({connection, root}) => {
      await fails('GT_NOT_A_FILE', connection.readFile(root))
    })
    must('say TooLarge instead of truncating', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/ten`, '0123456789')
      await fails('GT_TOO_LARGE', connection.readFile(`${root}/ten`, {maxBytes: 9}))
      assert.equal((await connection.readFile(`${root}/ten`, {maxBytes: 10})).length, 10)
    })
    must('refuse a path that is not absolute or holds a NUL byte', make, async ({connection, root}) => {
      for (const path of ['', 'a', './a', '../a', '~', `${root}/a\0b`]) {
        await fails('GT_PATH_INVALID', connection.readFile(path))
      }
    })
    if (capabilities.programs) {
      must('say NotAFile for a FIFO, at once', make, async ({connection, root}) => {
        await connection.execute(['mkfifo', `${root}/fifo`], {effect: 'write', paths: [`${root}/fifo`]})
        await fails('GT_NOT_A_FILE', connection.readFile(`${root}/fifo`))
      })
    }
    if (capabilities.permissions) permissionSuite(make)
  })
  describe('fileExists', () => {
    must('say whether something is there, links followed', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, '')
      await connection.symlink('file', `${root}/link`)
      await connection.symlink('nowhere', `${root}/dangling`)
      const answers = await Promise.all(
        ['', '/file', '/link', '/dangling', '/missing', '/file/below'].map((name) =>
          connection.fileExists(`${root}${name}`),
        ),
      )
      assert.deepEqual(answers, [true, true, true, false, false, false])
    })
  })
  describe('listDir', () => {
    must('list all entries, sorted, each with its own type', make, async ({connection, root}) => {
      for (const name of ['b', 'B', 'a', '.hidden']) await connection.writeFile(`${root}/${name}`, '')
      await connection.mkdir(`${root}/c`)
      await connection.symlink('c', `${root}/d`)
      assert.deepEqual(await connection.listDir(root), [
        {name: '.hidden', type: 'file'},
        {name: 'B', type: 'file'},
        {name: 'a', type: 'file'},
        {name: 'b', type: 'file'},
        {name: 'c', type: 'directory'},
        {name: 'd', type: 'symlink'},
      ])
    })
    must('say NotFound or NotADirectory', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, '')
      await fails('GT_NOT_FOUND', connection.listDir(`${root}/missing`))
      await fails('GT_NOT_FOUND', connection.listDir(`${root}/file/below`))
      await fails('GT_NOT_A_DIRECTORY', connection.listDir(`${root}/file`))
    })
  })
  describe('stat', () => {
    must('tell type, size, mode and which file it is', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, 'four', {mode: 0o640})
      await connection.writeFile(`${root}/other`, 'four')
      await connection.symlink('file', `${root}/link`)
      const file = await connection.stat(`${root}/file`)
      assert.equal(file.type, 'file')
      assert.equal(file.size, 4)
      assert.equal(file.mode, 0o640)
      assert.ok(file.mtimeMs > 0)
      assert.equal((await connection.stat(`${root}/link`)).inode, file.inode)
      assert.notEqual((await connection.stat(`${root}/other`)).inode, file.inode)
      assert.equal((await connection.stat(root)).type, 'directory')
    })
    must('tell whose it is, and whether that is the account that looks', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, '')
      const [file, folder] = await connection.inspect([
        {op: 'stat', path: `${root}/file`},
        {op: 'stat', path: root},
      ])
      assert.ok(file.ok && folder.ok)
      assert.ok(Number.isInteger(file.value.owner) && file.value.owner >= 0)
      assert.equal(file.value.isOwn, true)
      assert.equal(folder.value.isOwn, true)
    })
    must('not follow a link when told so', make, async ({connection, root}) => {
      await connection.symlink('nowhere', `${root}/link`)
      assert.equal((await connection.stat(`${root}/link`, {follow: false})).type, 'symlink')
      await fails('GT_NOT_FOUND', connection.stat(`${root}/link`))
    })
  })
  describe('realpath', () => {
    must('lead through all links', make, async ({connection, root}) => {
      await connection.mkdirAll(`${root}/a/b`)
      await connection.symlink('a/b', `${root}/link`)
      await connection.symlink(`${root}/link`, `${root}/a/again`)
      assert.equal(await connection.realpath(`${root}/a/again`), `${root}/a/b`)
      await fails('GT_NOT_FOUND', connection.realpath(`${root}/missing`))
    })
  })
  describe('inspect for space', () => {
    must('say how much room the file system has', make, async ({connection, root}) => {
      const [space, missing] = await connection.inspect([
        {op: 'space', path: root},
        {op: 'space', path: `${root}/missing`},
      ])
      assert.ok(space.ok && space.value.totalBytes > 0)
      assert.ok(space.value.freeBytes >= 0 && space.value.freeBytes <= space.value.totalBytes)
      assert.ok(!missing.ok && isGtError(missing.error, 'GT_NOT_FOUND'))
    })
  })
  describe('inspect', () => {
    must('answer each request for itself, in the order asked', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, 'x')
      const [missing, read, list, folder, stat, real, invalid] = await connection.inspect([
        {op: 'read', path: `${root}/missing`},
        {op: 'read', path: `${root}/file`},
        {op: 'list', path: root},
        {op: 'read', path: root},
        {op: 'stat', path: `${root}/file`},
        {op: 'realpath', path: `${root}/file`},
        {op: 'stat', path: 'relative'},
      ])
      assert.ok(!missing.ok && isGtError(missing.error, 'GT_NOT_FOUND'))
      assert.equal(read.ok && read.value.toString(), 'x')
      assert.deepEqual(list.ok && list.value, [{name: 'file', type: 'file'}])
      assert.ok(!folder.ok && isGtError(folder.error, 'GT_NOT_A_FILE'))
      assert.equal(stat.ok && stat.value.size, 1)
      assert.equal(real.ok && real.value, `${root}/file`)
      assert.ok(!invalid.ok && isGtError(invalid.error, 'GT_PATH_INVALID'))
    })
    must('answer five thousand requests', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, 'x')
      const requests = Array.from({length: 5000}, (_, index): ReadRequest => ({
        op: 'read',
        path: index % 2 ? `${root}/file` : `${root}/missing`,
      }))
      const outcomes = await connection.inspect(requests)
      assert.equal(outcomes.length, 5000)
      assert.ok(outcomes.every(({ok}, index) => ok === (index % 2 === 1)))
    })
    must('answer no requests with nothing', make, async ({connection}) => {
      assert.deepEqual(await connection.inspect([]), [])
    })
  })
}

function permissionSuite(make: Make): void {
  must('say PermissionDenied for what may not be read, and not that it is missing', make, async (subject) => {
    const {connection, root} = subject
    await subject.unprivileged?.(async () => {
      await connection.writeFile(`${root}/secret`, 'x', {mode: 0})
      await fails('GT_PERMISSION_DENIED', connection.readFile(`${root}/secret`))
      await connection.mkdir(`${root}/closed`)
      await connection.writeFile(`${root}/closed/file`, 'x')
      await connection.chmod(`${root}/closed`, 0)
      for (const path of [`${root}/closed/file`, `${root}/closed/missing`]) {
        await fails('GT_PERMISSION_DENIED', connection.readFile(path))
        await fails('GT_PERMISSION_DENIED', connection.stat(path))
        await fails('GT_PERMISSION_DENIED', connection.fileExists(path))
      }
      await fails('GT_PERMISSION_DENIED', connection.listDir(`${root}/closed`))
    })
  })
}
