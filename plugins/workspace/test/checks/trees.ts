import type {Tree, TreeEntry} from '@gt-town/contract-testing'

const commit = '0123456789abcdef0123456789abcdef01234567'
const config =
  '[core]\n\trepositoryformatversion = 0\n\tbare = false\n[remote "origin"]\n\turl = https://example.org/beads.git\n'

/** A clone that git would take for one, as far as can be told without looking into objects. */
export function clone(path: string, changes: Readonly<Record<string, TreeEntry | undefined>> = {}): Tree {
  const files: Record<string, TreeEntry | undefined> = {
    HEAD: 'ref: refs/heads/main\n',
    config,
    'refs/heads/main': `${commit}\n`,
    'objects/pack/pack-0123.pack': 'PACK',
    'objects/pack/pack-0123.idx': 'index',
    ...changes,
  }
  const entries = Object.entries(files).flatMap(([name, entry]) =>
    entry === undefined ? [] : [[`${path}/.git/${name}`, entry]],
  )
  return Object.fromEntries(entries) as Tree
}

/** Matches any time, as the fixes write it. */
export const time = '[0-9T:.-]+Z'
