import assert from 'node:assert/strict'
import {describe, fails, must, namesIn, race, textOf, type Capabilities, type Make} from './case.js'

const mebibyte = 1024 * 1024

export function writingSuite(make: Make, capabilities: Capabilities): void {
  const {rounds = 4} = capabilities
  describe('writeFile', () => {
    must('replace the whole file and leave nothing beside it', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, 'a long text')
      await connection.writeFile(`${root}/file`, 'short')
      assert.equal(await textOf(connection, `${root}/file`), 'short')
      assert.deepEqual(await namesIn(connection, root), ['file'])
    })
    must('show a reader the old bytes or the new ones, never a mixture', make, async ({connection, root}) => {
      const path = `${root}/file`
      const versions = ['a', 'b'].map((letter) => letter.repeat(mebibyte))
      await connection.writeFile(path, versions[0] ?? '')
      const progress = {isOver: false}
      const writer = (async () => {
        for (let round = 1; round <= 5 * rounds; round++) await connection.writeFile(path, versions[round % 2] ?? '')
        progress.isOver = true
      })()
      do {
        const seen = await textOf(connection, path)
        assert.ok(versions.includes(seen), `a reader saw ${seen.length} bytes of a mixture`)
        await new Promise((resolve) => setImmediate(resolve))
      } while (!progress.isOver)
      await writer
    })
    must('keep the mode of what it replaces', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/script`, 'x', {mode: 0o751})
      await connection.writeFile(`${root}/script`, 'y', {mode: 0o600})
      assert.equal((await connection.stat(`${root}/script`)).mode, 0o751)
    })
    must('refuse a symbolic link and leave where it leads alone', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/real`, 'x')
      await connection.symlink('real', `${root}/link`)
      await connection.symlink('nowhere', `${root}/dangling`)
      await fails('GT_NOT_A_FILE', connection.writeFile(`${root}/link`, 'y'))
      await fails('GT_NOT_A_FILE', connection.writeFile(`${root}/dangling`, 'y'))
      assert.equal(await textOf(connection, `${root}/real`), 'x')
      assert.deepEqual(await namesIn(connection, root), ['dangling', 'link', 'real'])
    })
    must('say what stands in the way, and leave nothing behind', make, async ({connection, root}) => {
      await connection.mkdir(`${root}/folder`)
      await connection.writeFile(`${root}/file`, '')
      await fails('GT_NOT_A_FILE', connection.writeFile(`${root}/folder`, 'x'))
      await fails('GT_NOT_FOUND', connection.writeFile(`${root}/missing/file`, 'x'))
      await fails('GT_NOT_A_DIRECTORY', connection.writeFile(`${root}/file/below`, 'x'))
      await fails('GT_PATH_INVALID', connection.writeFile('relative', 'x'))
      assert.deepEqual(await namesIn(connection, root), ['file', 'folder'])
      assert.deepEqual(await namesIn(connection, `${root}/folder`), [])
    })
    must('refuse what exists when exclusive, even a dangling link', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, 'x', {exclusive: true})
      await connection.symlink('nowhere', `${root}/dangling`)
      await fails('GT_EXISTS', connection.writeFile(`${root}/file`, 'y', {exclusive: true}))
      await fails('GT_EXISTS', connection.writeFile(`${root}/dangling`, 'y', {exclusive: true}))
      assert.equal(await textOf(connection, `${root}/file`), 'x')
    })
    must('let exactly one of twenty exclusive writers win', make, async ({connection, root}) => {
      const texts = Array.from({length: 20}, (_, index) => `${index}`.repeat(1000))
      const {won, codes} = await race(texts.map((text) => connection.writeFile(`${root}/one`, text, {exclusive: true})))
      assert.equal(won, 1)
      assert.deepEqual(codes, ['GT_EXISTS'])
      assert.ok(texts.includes(await textOf(connection, `${root}/one`)))
      assert.deepEqual(await namesIn(connection, root), ['one'])
    })
    must('take the longest name a file system allows', make, async ({connection, root}) => {
      const name = 'ü'.repeat(127)
      await connection.writeFile(`${root}/${name}`, 'x')
      await connection.writeFile(`${root}/${name}`, 'y')
      assert.deepEqual(await namesIn(connection, root), [name])
    })
    if (capabilities.permissions) permissionSuite(make)
  })
  describe('appendFile', () => {
    must('make the file, then add to its end', make, async ({connection, root}) => {
      await connection.appendFile(`${root}/log`, 'one\n')
      await connection.appendFile(`${root}/log`, Buffer.from('two\n'))
      await connection.appendFile(`${root}/log`, '')
      assert.equal(await textOf(connection, `${root}/log`), 'one\ntwo\n')
    })
    must('keep the lines of many writers whole', make, async ({connection, root}) => {
      const lines = Array.from({length: 20}, (_, index) => String.fromCodePoint(97 + index).repeat(20_000))
      await Promise.all(lines.map((line) => connection.appendFile(`${root}/log`, `${line}\n`)))
      assert.deepEqual((await textOf(connection, `${root}/log`)).trimEnd().split('\n').sort(), lines)
    })
    must('refuse what is not a regular file', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/real`, 'x')
      await connection.symlink('real', `${root}/link`)
      await fails('GT_NOT_A_FILE', connection.appendFile(`${root}/link`, 'y'))
      await fails('GT_NOT_A_FILE', connection.appendFile(root, 'y'))
      await fails('GT_NOT_FOUND', connection.appendFile(`${root}/missing/file`, 'y'))
      assert.equal(await textOf(connection, `${root}/real`), 'x')
    })
  })
  describe('chmod', () => {
    must('set the mode', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, '')
      await connection.chmod(`${root}/file`, 0o600)
      assert.equal((await connection.stat(`${root}/file`)).mode, 0o600)
      await fails('GT_NOT_FOUND', connection.chmod(`${root}/missing`, 0o600))
    })
  })
}

function permissionSuite(make: Make): void {
  must('say PermissionDenied where the folder or the file is read-only', make, async (subject) => {
    const {connection, root} = subject
    await subject.unprivileged?.(async () => {
      await connection.writeFile(`${root}/mine`, 'x', {mode: 0o444})
      await fails('GT_PERMISSION_DENIED', connection.writeFile(`${root}/mine`, 'y'))
      await fails('GT_PERMISSION_DENIED', connection.appendFile(`${root}/mine`, 'y'))
      assert.equal(await textOf(connection, `${root}/mine`), 'x')
      await connection.mkdir(`${root}/closed`)
      await connection.chmod(`${root}/closed`, 0o555)
      await fails('GT_PERMISSION_DENIED', connection.writeFile(`${root}/closed/file`, 'y'))
      await fails('GT_PERMISSION_DENIED', connection.mkdirAll(`${root}/closed/a/b`))
      await fails(
        'GT_PERMISSION_DENIED',
        connection.withLock(`${root}/closed/file`, async () => Promise.resolve()),
      )
      assert.deepEqual(await namesIn(connection, root), ['closed', 'mine'])
    })
  })
}
