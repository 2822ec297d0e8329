import assert from 'node:assert/strict'
import {describe, fails, must, namesIn, race, textOf, type Make} from './case.js'

export function foldersSuite(make: Make): void {
  describe('mkdirAll', () => {
    must('make what is missing and accept what is there', make, async ({connection, root}) => {
      await connection.mkdirAll(`${root}/a/b/c`)
      await connection.mkdirAll(`${root}/a/b/c/`)
      await connection.symlink('a', `${root}/link`)
      await connection.mkdirAll(`${root}/link/b/d`)
      assert.deepEqual(await namesIn(connection, `${root}/a/b`), ['c', 'd'])
    })
    must('say NotADirectory when a file is in the way', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, '')
      await connection.symlink('nowhere', `${root}/dangling`)
      for (const name of ['file', 'file/a', 'file/a/b', 'dangling', 'dangling/a']) {
        await fails('GT_NOT_A_DIRECTORY', connection.mkdirAll(`${root}/${name}`))
      }
    })
  })
  describe('mkdir', () => {
    must('claim a name for exactly one of twenty', make, async ({connection, root}) => {
      const {won, codes} = await race(Array.from({length: 20}, async () => connection.mkdir(`${root}/mine`)))
      assert.equal(won, 1)
      assert.deepEqual(codes, ['GT_EXISTS'])
    })
    must('make no folder above', make, async ({connection, root}) => {
      await fails('GT_NOT_FOUND', connection.mkdir(`${root}/a/b`))
      assert.deepEqual(await namesIn(connection, root), [])
    })
  })
  describe('rename', () => {
    must('move files, folders and links as they are', make, async ({connection, root}) => {
      await connection.mkdirAll(`${root}/from/sub`)
      await connection.writeFile(`${root}/from/file`, 'x')
      await connection.symlink('nowhere', `${root}/from/link`)
      await connection.mkdir(`${root}/to`)
      for (const name of ['sub', 'file', 'link']) await connection.rename(`${root}/from/${name}`, `${root}/to/${name}`)
      assert.deepEqual(await connection.listDir(`${root}/to`), [
        {name: 'file', type: 'file'},
        {name: 'link', type: 'symlink'},
        {name: 'sub', type: 'directory'},
      ])
      assert.deepEqual(await namesIn(connection, `${root}/from`), [])
    })
    must('never replace anything but an empty folder by a folder', make, async ({connection, root}) => {
      await connection.mkdirAll(`${root}/full/sub`)
      await connection.mkdirAll(`${root}/moving/inside`)
      await connection.mkdir(`${root}/empty`)
      await connection.writeFile(`${root}/file`, 'x')
      await connection.writeFile(`${root}/other`, 'y')
      await connection.symlink('empty', `${root}/link`)
      await fails('GT_EXISTS', connection.rename(`${root}/other`, `${root}/file`))
      await fails('GT_EXISTS', connection.rename(`${root}/other`, `${root}/empty`))
      await fails('GT_EXISTS', connection.rename(`${root}/other`, `${root}/link`))
      await fails('GT_EXISTS', connection.rename(`${root}/link`, `${root}/file`))
      await fails('GT_EXISTS', connection.rename(`${root}/moving`, `${root}/file`))
      await fails('GT_EXISTS', connection.rename(`${root}/moving`, `${root}/link`))
      await fails('GT_NOT_EMPTY', connection.rename(`${root}/moving`, `${root}/full`))
      assert.equal(await textOf(connection, `${root}/file`), 'x')
      await connection.rename(`${root}/moving`, `${root}/empty`)
      assert.deepEqual(await namesIn(connection, `${root}/empty`), ['inside'])
    })
    must('say NotFound, and move no folder into itself', make, async ({connection, root}) => {
      await connection.mkdir(`${root}/a`)
      await connection.writeFile(`${root}/file`, '')
      await fails('GT_NOT_FOUND', connection.rename(`${root}/missing`, `${root}/b`))
      await fails('GT_NOT_FOUND', connection.rename(`${root}/file/below`, `${root}/b`))
      await fails('GT_NOT_FOUND', connection.rename(`${root}/a`, `${root}/missing/b`))
      await fails('GT_IO', connection.rename(`${root}/a`, `${root}/a/b`))
    })
    must('lose no file when twenty are renamed to one name', make, async ({connection, root}) => {
      const names = Array.from({length: 20}, (_, index) => `from-${index}`)
      await Promise.all(names.map((name) => connection.writeFile(`${root}/${name}`, name)))
      const {won, codes} = await race(names.map((name) => connection.rename(`${root}/${name}`, `${root}/to`)))
      assert.equal(won, 1)
      assert.deepEqual(codes, ['GT_EXISTS'])
      assert.equal((await namesIn(connection, root)).length, 20)
    })
  })
  describe('remove', () => {
    must('remove a file, a link, an empty folder', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, 'x')
      await connection.symlink('file', `${root}/link`)
      await connection.mkdir(`${root}/folder`)
      await connection.remove(`${root}/link`)
      assert.deepEqual(await namesIn(connection, root), ['file', 'folder'])
      await connection.remove(`${root}/folder/`)
      await connection.remove(`${root}/file`)
      assert.deepEqual(await namesIn(connection, root), [])
    })
    must('remove a tree only when told so, and follow no link in it', make, async ({connection, root}) => {
      await connection.mkdirAll(`${root}/tree/sub`)
      await connection.mkdir(`${root}/kept`)
      await connection.writeFile(`${root}/kept/file`, 'x')
      await connection.symlink('../kept', `${root}/tree/link`)
      await connection.symlink('kept', `${root}/link`)
      await fails('GT_NOT_EMPTY', connection.remove(`${root}/tree`))
      await connection.remove(`${root}/tree`, {recursive: true})
      await connection.remove(`${root}/link/`, {recursive: true})
      assert.deepEqual(await namesIn(connection, root), ['kept'])
      assert.deepEqual(await namesIn(connection, `${root}/kept`), ['file'])
    })
    must('say NotFound', make, async ({connection, root}) => {
      await fails('GT_NOT_FOUND', connection.remove(`${root}/missing`))
      await fails('GT_NOT_FOUND', connection.remove(`${root}/missing/too`, {recursive: true}))
    })
  })
  describe('symlink', () => {
    must('refuse what exists', make, async ({connection, root}) => {
      await connection.writeFile(`${root}/file`, 'x')
      await fails('GT_EXISTS', connection.symlink('elsewhere', `${root}/file`))
      await fails('GT_NOT_FOUND', connection.symlink('elsewhere', `${root}/missing/link`))
      assert.equal(await textOf(connection, `${root}/file`), 'x')
    })
  })
}
