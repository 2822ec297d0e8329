import type {Tree, TreeEntry} from '@gt-town/contract-testing'

const commit = '0123456789abcdef0123456789abcdef01234567'
const config =
  '[core]\n\trepositoryformatversion = 0\n\tbare = false\n[remote "origin"]\n\turl = https://example.org/beads.git\n'

/**
 * A pack that says that it has this commit, and its index: begin and end are as they should be, and the commit is told by what
 * differs from another, so that it is not looked at.
 */
function packWith(id: string): {pack: string; idx: Uint8Array} {
  const sum = Buffer.alloc(20, 7)
  const numbers = (...values: number[]): Buffer => Buffer.concat(values.map((value) => Buffer.from([0, 0, 0, value])))
  const byReference = Buffer.from([7 << 4])
  const pack = Buffer.concat([Buffer.from('PACK'), numbers(2, 1), byReference, sum])
  const first = Number.parseInt(id.slice(0, 2), 16)
  const fanout = numbers(...Array.from({length: 256}, (_none, byte) => (byte < first ? 0 : 1)))
  const head = Buffer.concat([Buffer.from([0xff, 0x74, 0x4f, 0x63]), numbers(2)])
  const idx = Buffer.concat([head, fanout, Buffer.from(id, 'hex'), numbers(0, 12), sum, Buffer.alloc(20)])
  return {pack: pack.toString(), idx: new Uint8Array(idx)}
}

const {pack, idx} = packWith(commit)

/** A clone that git would take for one, as far as can be told without looking into objects. */
export function clone(path: string, changes: Readonly<Record<string, TreeEntry | undefined>> = {}): Tree {
  const files: Record<string, TreeEntry | undefined> = {
    HEAD: 'ref: refs/heads/main\n',
    config,
    'refs/heads/main': `${commit}\n`,
    'objects/pack/pack-0123.pack': pack,
    'objects/pack/pack-0123.idx': idx,
    ...changes,
  }
  const entries = Object.entries(files).flatMap(([name, entry]) =>
    entry === undefined ? [] : [[`${path}/.git/${name}`, entry]],
  )
  return Object.fromEntries(entries) as Tree
}

/** Matches any time, as the fixes write it. */
export const time = '[0-9T:.-]+Z'
