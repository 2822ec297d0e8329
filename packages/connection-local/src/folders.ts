import * as fs from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {ExistsError, NotADirectoryError, NotFoundError} from '@gt-town/contract'
import {entryAt, syncFolder, unlink} from './durable.js'
import {answerRead} from './read.js'
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
    if (['EEXIST', 'ENOTDIR', 'ELOOP'].includes(code))
      throw new NotADirectoryError(await obstacle(path), {cause: error})
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
  const [source, target] = [await realEntry(from), await realEntry(to)]
  if (moving.isDirectory()) await renameFolder(source, target)
  else await renameNew(source, target)
  await syncFolder(dirname(target))
  if (dirname(source) !== dirname(target)) await syncFolder(dirname(source))
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
  const entry = await realEntry(path)
  if (!found.isDirectory()) await unlink(entry)
  else if (recursive) await promisify(fs.rm)(entry, {recursive: true})
  else await promisify(fs.rmdir)(entry)
  await syncFolder(dirname(entry))
}

export async function symlink(target: string, path: string): Promise<void> {
  await promisify(fs.symlink)(target, path)
  await syncFolder(dirname(path))
}

/** The same entry on a way without links: one of them may be what is about to go. */
async function realEntry(path: string): Promise<string> {
  return join(await promisify(fs.realpath.native)(dirname(path)), basename(path))
}

function isFolder(path: string): boolean {
  const outcome = answerRead({op: 'stat', path})
  return outcome.ok && outcome.value.type === 'directory'
}
