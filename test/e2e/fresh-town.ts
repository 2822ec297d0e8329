import {join} from 'node:path'
import {runCli, temporaryFolder} from './cli.js'
import {inTown} from './in-town.js'
import {makeRepository, makeRichRepository, write} from './repositories.js'
import {copyTree} from '../support/copy-tree.js'

/** Where a test works. */
export interface Fresh {
  /** a folder of its own, in which the town lies */
  root: string
  town: string
}

/**
 * A town that is made once before all tests of a file, and copied for each of them, since making one takes far longer.
 * @param make gets the folder of what is shared and, in it, a town that `gt install` has just made
 * @param fresh hears before each test where it works, and what `make` returned
 * @returns the folder of what is shared, once it is made
 */
export function freshTown<More extends object>(
  make: (folder: string, town: string) => Promise<More> | More,
  fresh: (where: Fresh & More) => void,
): {readonly path: string} {
  let shared = {path: '', remove: (): void => undefined}
  let own = {path: '', remove: (): void => undefined}
  let more: More

  before(async () => {
    shared = temporaryFolder('shared')
    await runCli(['install', 'town'], {cwd: shared.path})
    more = await make(shared.path, join(shared.path, 'town'))
  })
  after(() => shared.remove())
  beforeEach(() => {
    own = temporaryFolder('own')
    const town = join(own.path, 'town')
    copyTown(join(shared.path, 'town'), town)
    fresh({...more, root: own.path, town})
  })
  afterEach(() => own.remove())

  return {
    get path() {
      return shared.path
    },
  }
}

/** A town, with two repositories beside it. */
export function rigTown(fresh: (where: Fresh & {rich: string; small: string}) => void): {readonly path: string} {
  return freshTown(
    (folder) => ({
      rich: makeRichRepository(join(folder, 'rich.git')),
      small: makeRepository(join(folder, 'small.git'), [{'a.txt': 'a\n'}]),
    }),
    fresh,
  )
}

/** A town with the rig web; beside it lies the same one, `manned`, with the polecat web/happy, which has mail. */
export function polecatTown(fresh: (where: Fresh & {url: string}) => void): {readonly path: string} {
  return freshTown(async (folder, town) => {
    const url = makeRichRepository(join(folder, 'rich.git'))
    await inTown(() => town).gtOk('rig', 'add', 'web', url)
    const manned = join(folder, 'manned')
    copyTown(town, manned)
    await inTown(() => manned).gtOk('polecat', 'add', 'web/happy')
    write(manned, {'web/happy/mail/inbox.jsonl': '{"id":1}\n'})
    return {url}
  }, fresh)
}

export function copyTown(from: string, to: string): void {
  copyTree(from, to)
}
