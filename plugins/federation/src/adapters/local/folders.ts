import * as fs from 'node:fs'
import {dirname} from 'node:path'
import {promisify} from 'node:util'
import {ExistsError, NotADirectoryError, NotFoundError} from '@gt-town/contract'
import {entryAt, syncFolder, unlink} from './durable.js'
import {renameNew} from './rename-new.js'
import {errnoOf} from './system-error.js'

const rawMkdir = promisify(fs.mkdir)

export async function mkdir(path: string): Promise<void> {
  await rawMkdir(path)
  await syncFolder(dirname(path))
}

/** Makes the folder and those above it that are missing, each durable before the next. */
export async function mkdirAll(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'ENOENT' && dirname(path) !== path && !(await entryAt(path))) {
      await mkdirAll(dirname(path))
      return mkdirAll(path)
    }
    if (isFolder(path)) return
    if (code === 'EEXIST' || code === 'ENOTDIR') throw new NotADirectoryError(await obstacle(path), {cause: error})
    throw error
  }
}

/** What is in the way: the path itself or the nearest thing above it that exists. */
async function obstacle(path: string): Promise<string> {
  return (await entryAt(path)) ? path : obstacle(dirname(path))
}

/** A folder replaces nothing but an empty folder, a file nothing at all. */
export async function rename(from: string, to: string): Promise<void> {
  const moving = await entryAt(from)
  if (!moving) throw new NotFoundError(from)
  if (moving.isDirectory()) await renameFolder(from, to)
  else await renameNew(from, to)
  await syncFolder(dirname(to))
  if (dirname(from) !== dirname(to)) await syncFolder(dirname(from))
}

async function renameFolder(from: string, to: string): Promise<void> {
  try {
    await promisify(fs.rename)(from, to)
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR' && (await entryAt(to))) throw new ExistsError(to, {cause: error})
    throw error
  }
}

export async function remove(path: string, recursive: boolean): Promise<void> {
  const found = await entryAt(path)
  if (!found) throw new NotFoundError(path)
  if (!found.isDirectory()) await unlink(path)
  else if (recursive) await promisify(fs.rm)(path, {recursive: true})
  else await promisify(fs.rmdir)(path)
  await syncFolder(dirname(path))
}

export async function symlink(target: string, path: string): Promise<void> {
  await promisify(fs.symlink)(target, path)
  await syncFolder(dirname(path))
}

function isFolder(path: string): boolean {
  return fs.statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false
}
