import {posix} from 'node:path'
import {UsageError} from '@gt-town/contract'

/** One end of a copy, as it was typed. */
export interface CopyEnd {
  /** a name or a pattern; undefined is this machine */
  readonly machine: string | undefined
  /** absolute, or relative to the home folder there; on this machine absolute */
  readonly path: string
}

export interface CopyRequest {
  readonly sources: readonly CopyEnd[]
  readonly target: CopyEnd
}

/**
 * What `FILE... TARGET` means: `NAME:PATH` is on a machine, everything else here. As scp has it, a word with a slash before the
 * colon is a path.
 * @param here makes a path of this machine absolute
 * @throws UsageError `GT_USAGE`, `GT_PATH_INVALID`
 */
export function parseCopy(words: readonly string[], here: (path: string) => string): CopyRequest {
  const target = words.at(-1)
  const sources = words.slice(0, -1)
  if (target === undefined || sources.length === 0) {
    throw new UsageError('GT_USAGE', 'what to copy, and where to, is not said', {
      hint: 'for example gt machine copy notes.md west:work/',
    })
  }
  const request = {sources: sources.map((word) => parseEnd(word, here)), target: parseEnd(target, here)}
  if (request.sources.every(({machine}) => machine === undefined) && request.target.machine === undefined) {
    throw new UsageError('GT_USAGE', 'neither end is on another machine', {
      hint: 'write NAME:PATH for a machine of the town; gt machine list shows them',
    })
  }
  if (new Set(request.sources.map(({machine}) => machine)).size > 1) {
    throw new UsageError('GT_USAGE', 'the files are on several machines', {
      hint: "copy them one machine after the other, or name the machines by one pattern, such as 'west[1-8]:FILE'",
    })
  }
  return request
}

/** The name that a copy gets where its target is a folder. @throws UsageError for what has none, such as `/` and `..` */
export function nameOf(path: string): string {
  const name = posix.basename(path)
  if (name !== '' && name !== '.' && name !== '..') return name
  throw new UsageError('GT_PATH_INVALID', `${JSON.stringify(path)} has no name that a copy could get`, {
    hint: 'name the file or the folder itself',
  })
}

function parseEnd(word: string, here: (path: string) => string): CopyEnd {
  const [, machine, path = ''] = /^([^/:]+):([^]*)$/.exec(word) ?? []
  // What stands for bytes that are no UTF-8: there may be another file that is really called so.
  if (word.includes('\ufffd')) {
    throw new UsageError(
      'GT_PATH_INVALID',
      `${JSON.stringify(word)} is no UTF-8, so that gt cannot tell which file is meant`,
      {
        hint: 'rename the file, or copy the folder it lies in with -r',
      },
    )
  }
  if (word.includes('\0')) throw new UsageError('GT_PATH_INVALID', 'a path holds no NUL byte')
  // A slash at its end says that it is a folder.
  if (machine === undefined) return {machine, path: `${here(word)}${word.endsWith('/') && word !== '/' ? '/' : ''}`}
  return {machine, path: path.startsWith('~/') ? path.slice(2) : path}
}
