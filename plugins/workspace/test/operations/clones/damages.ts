import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {at, config, drop, edit, git, isFrom, objectOf, packOf, put, read, type Damage} from './damage-tools.js'

const cut = (share: number) => (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length * share))
const empty = (): Buffer => Buffer.alloc(0)
const zeros = (bytes: Buffer): Buffer => Buffer.alloc(bytes.length)
const garbage = (): Buffer => Buffer.from('this is nothing that git knows\n'.repeat(70))
const patch = (offset: number, value: number[]) => (bytes: Buffer) => {
  const copy = Buffer.from(bytes)
  copy.set(value, offset < 0 ? copy.length + offset : offset)
  return copy
}
const withTail = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.from('junk\n')])
const withoutEnd = (bytes: Buffer): Buffer => bytes.subarray(0, -5)

const kinds: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['empty', empty],
  ['cut in the middle', cut(0.5)],
  ['cut at its end', withoutEnd],
  ['garbage', garbage],
  ['all zeros', zeros],
  ['longer than it was', withTail],
]
const alias = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
const none = '0'.repeat(40)

const objects: Damage[] = ['commit HEAD', 'tree HEAD^{tree}'].flatMap((what) => {
  const [type = '', name = ''] = what.split(' ')
  const of = ['loose'] as const
  return [
    ...kinds.map(([how, change]) => ({
      title: `a ${type} that is ${how}`,
      of,
      damage: (clone: string) => edit(clone, objectOf(clone, name), change),
    })),
    {title: `a ${type} that is gone`, of, damage: (clone: string) => drop(clone, objectOf(clone, name))},
    {
      title: `a ${type} that is another object`,
      of,
      damage: (clone: string) => put(clone, objectOf(clone, name), read(clone, objectOf(clone, 'HEAD:a'))),
    },
    {
      title: `a ${type} that is a folder`,
      of,
      damage: (clone: string) => {
        const path = objectOf(clone, name)
        drop(clone, path)
        mkdirSync(at(clone, path))
      },
    },
  ]
})

const packs: Damage[] = ['pack', 'idx'].flatMap((ending) => {
  const of = ['packed'] as const
  const change = (how: string, by: (bytes: Buffer) => Buffer): Damage => ({
    title: `a .${ending} that ${how}`,
    of,
    damage: (clone) => edit(clone, packOf(clone, `.${ending}`), by),
  })
  return [
    ...kinds.map(([how, by]) => change(`is ${how}`, by)),
    change('has another start', patch(0, [1])),
    change('has another version', patch(7, [9])),
    {title: `a .${ending} that is gone`, of, damage: (clone) => drop(clone, packOf(clone, `.${ending}`))},
  ]
})

const index: Damage[] = [
  ...kinds
    .filter(([how]) => how !== 'longer than it was' && how !== 'cut at its end')
    .map(([how, change]) => ({
      title: `an index that is ${how}`,
      damage: (clone: string) => edit(clone, 'index', change),
    })),
  {title: 'an index cut to 20 bytes', damage: (clone) => edit(clone, 'index', (bytes) => bytes.subarray(0, 20))},
  {title: 'an index cut behind its header', damage: (clone) => edit(clone, 'index', (bytes) => bytes.subarray(0, 12))},
  {title: 'an index of version 5', damage: (clone) => edit(clone, 'index', patch(4, [0, 0, 0, 5]))},
  {title: 'an index of version 1', damage: (clone) => edit(clone, 'index', patch(4, [0, 0, 0, 1]))},
  {title: 'an index that says that it has none', damage: (clone) => edit(clone, 'index', patch(8, [0, 0, 0, 0]))},
  {
    title: 'an index that says that it has more entries',
    damage: (clone) => edit(clone, 'index', patch(8, [0, 0, 0, 9])),
  },
  {title: 'an index that says that it has very many', damage: (clone) => edit(clone, 'index', patch(8, [0, 1, 0, 0]))},
  {title: 'an index with another sum', damage: (clone) => edit(clone, 'index', patch(-3, [1, 2, 3]))},
  {title: 'no index', damage: (clone) => drop(clone, 'index')},
  {title: 'an index of version 4', damage: (clone) => git(clone, 'update-index', '--index-version', '4')},
  {
    title: 'a split index, of which an entry has changed since',
    damage: (clone) => {
      git(clone, 'update-index', '--split-index')
      const [file = ''] = git(clone, 'ls-files').split('\n')
      chmodSync(join(clone, file), 0o644)
      writeFileSync(join(clone, file), readFileSync(join(clone, file)))
      git(clone, 'update-index', '--refresh')
    },
  },
  ...['autocrlf = maybe', 'autocrlf = input', 'safecrlf = maybe', 'safecrlf = warn', 'abbrev = 1', 'abbrev = no']
    .concat(['abbrev = 7', 'abbrev = true', 'compression = 99', 'compression = -1', 'loosecompression = 10'])
    .map((setting) => ({
      title: `a config with core.${setting}`,
      damage: (clone: string) => config(clone, `[core]\n\t${setting}\n`),
    })),
  {
    title: 'an info/exclude that is a folder',
    damage: (clone) => (drop(clone, 'info/exclude'), mkdirSync(at(clone, 'info/exclude'), {recursive: true})),
  },
  {
    title: 'a pack of nothing but zeros between its ends',
    damage: (clone) => {
      git(clone, 'repack', '-adq')
      const [name = ''] = readdirSync(at(clone, 'objects/pack')).filter((file) => file.endsWith('.pack'))
      edit(clone, `objects/pack/${name}`, (bytes) => Buffer.from(bytes).fill(0, 12, bytes.length - 20))
    },
  },
  {
    title: 'a commit in a pack whose tree is gone',
    damage: (clone) => {
      git(clone, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'packed')
      const packs = at(clone, 'objects/pack/pack')
      execFileSync('git', ['-C', clone, 'pack-objects', '-q', packs], {input: `${git(clone, 'rev-parse', 'HEAD')}\n`})
      const tree = git(clone, 'rev-parse', 'HEAD^{tree}')
      drop(clone, `objects/${tree.slice(0, 2)}/${tree.slice(2)}`)
    },
    of: ['loose'],
  },
  {title: 'a commondir that names nothing', damage: (clone) => put(clone, 'commondir', 'zz\n')},
  {title: 'a split index', damage: (clone) => git(clone, 'update-index', '--split-index')},
  {
    title: 'a split index that lost its larger part',
    damage: (clone) => {
      git(clone, 'update-index', '--split-index')
      readdirSync(at(clone, '.'))
        .filter((name) => name.startsWith('sharedindex.'))
        .forEach((name) => drop(clone, name))
    },
  },
  {title: 'an index that is a folder', damage: (clone) => (drop(clone, 'index'), mkdirSync(at(clone, 'index')))},
  {title: 'the lock of an index', damage: (clone) => put(clone, 'index.lock', '')},
]

const refs: Damage[] = [
  {title: 'nothing', damage: () => undefined},
  {title: 'no HEAD', damage: (clone) => drop(clone, 'HEAD')},
  {title: 'an empty HEAD', damage: (clone) => put(clone, 'HEAD', '')},
  {title: 'a HEAD of zeros', damage: (clone) => put(clone, 'HEAD', Buffer.alloc(30))},
  {title: 'a HEAD without a commit', damage: (clone) => put(clone, 'HEAD', `${alias}\n`)},
  {title: 'a HEAD of noughts', damage: (clone) => put(clone, 'HEAD', `${none}\n`)},
  {title: 'a HEAD with a cut-off id', damage: (clone) => put(clone, 'HEAD', 'abcdef\n')},
  {title: 'a HEAD that leads out of refs', damage: (clone) => put(clone, 'HEAD', 'ref: config\n')},
  {
    title: 'a HEAD with a name that no branch can have',
    damage: (clone) => put(clone, 'HEAD', 'ref: refs/heads/a..b\n'),
  },
  {title: 'a branch without commits', damage: (clone) => put(clone, 'HEAD', 'ref: refs/heads/new\n')},
  {
    title: 'a HEAD that is a link',
    damage: (clone) => (drop(clone, 'HEAD'), symlinkSync('refs/heads/main', at(clone, 'HEAD'))),
  },
  {
    title: 'a HEAD that is a link to nowhere',
    damage: (clone) => (drop(clone, 'HEAD'), symlinkSync('/nowhere', at(clone, 'HEAD'))),
  },
  {
    title: 'a HEAD that is a link to a branch without commits',
    damage: (clone) => (drop(clone, 'HEAD'), symlinkSync('refs/heads/new', at(clone, 'HEAD'))),
  },
  {title: 'a branch that is empty', damage: (clone) => put(clone, 'refs/heads/main', '')},
  {title: 'a branch that is garbage', damage: (clone) => put(clone, 'refs/heads/main', 'zz\n')},
  {title: 'a branch without its commit', damage: (clone) => put(clone, 'refs/heads/main', `${alias}\n`)},
  {title: 'a branch of noughts', damage: (clone) => put(clone, 'refs/heads/main', `${none}\n`)},
  {title: 'a branch that is gone although its log is there', damage: (clone) => drop(clone, 'refs/heads/main')},
  {
    title: 'a branch that is a folder, although its log is there',
    damage: (clone) => (drop(clone, 'refs/heads/main'), mkdirSync(at(clone, 'refs/heads/main'))),
  },
  {title: 'no refs', damage: (clone) => drop(clone, 'refs')},
  {title: 'a file instead of refs', damage: (clone) => (drop(clone, 'refs'), put(clone, 'refs', ''))},
  {title: 'packed refs', damage: (clone) => git(clone, 'pack-refs', '--all')},
  {
    title: 'packed refs that are garbage',
    damage: (clone) => (git(clone, 'pack-refs', '--all'), put(clone, 'packed-refs', 'junk\n')),
  },
  {
    title: 'packed refs with garbage behind them',
    damage: (clone) => (git(clone, 'pack-refs', '--all'), edit(clone, 'packed-refs', withTail)),
  },
  {
    title: 'packed refs that are cut',
    damage: (clone) => (git(clone, 'pack-refs', '--all'), edit(clone, 'packed-refs', withoutEnd)),
  },
  {
    title: 'packed refs of zeros',
    damage: (clone) => (git(clone, 'pack-refs', '--all'), edit(clone, 'packed-refs', zeros)),
  },
  {title: 'packed refs that are garbage beside the branch', damage: (clone) => put(clone, 'packed-refs', 'junk\n')},
  {title: 'packed refs that are empty', damage: (clone) => put(clone, 'packed-refs', '')},
  {
    title: 'packed refs that are a folder',
    damage: (clone) => (drop(clone, 'packed-refs'), mkdirSync(at(clone, 'packed-refs'))),
  },
  {title: 'a remote branch that is garbage', damage: (clone) => put(clone, 'refs/remotes/origin/main', 'zz\n')},
  {title: 'a shallow list that is garbage', damage: (clone) => put(clone, 'shallow', 'junk\n')},
  {title: 'a shallow list that is cut', damage: (clone) => put(clone, 'shallow', 'abcdef')},
  {title: 'a shallow list with an empty line', damage: (clone) => put(clone, 'shallow', '\n')},
  {title: 'a shallow list that is empty', damage: (clone) => put(clone, 'shallow', '')},
  {title: 'a shallow list', damage: (clone) => put(clone, 'shallow', `${git(clone, 'rev-parse', 'HEAD')}\n`)},
  {title: 'grafts that are garbage', damage: (clone) => put(clone, 'info/grafts', 'junk\n')},
]

const store: Damage[] = [
  {title: 'no objects', damage: (clone) => drop(clone, 'objects')},
  {title: 'an empty folder of objects', damage: (clone) => (drop(clone, 'objects'), mkdirSync(at(clone, 'objects')))},
  {title: 'a file instead of objects', damage: (clone) => (drop(clone, 'objects'), put(clone, 'objects', ''))},
  {
    title: 'alternates to a missing folder',
    damage: (clone) => put(clone, 'objects/info/alternates', '/nowhere/objects\n'),
  },
  {
    title: 'alternates to a missing folder and no objects',
    damage: (clone) => (drop(clone, 'objects'), put(clone, 'objects/info/alternates', '/nowhere/objects\n')),
  },
  {
    title: 'alternates that lend all objects',
    damage: (clone) => (
      drop(clone, 'objects'),
      put(clone, 'objects/info/alternates', `${join(clone, '../origin/.git/objects')}\n`)
    ),
  },
  {
    title: 'alternates to an empty folder and no objects',
    damage: (clone) => (drop(clone, 'objects'), put(clone, 'objects/info/alternates', '../hooks\n')),
  },
  {title: 'alternates that are garbage', damage: (clone) => put(clone, 'objects/info/alternates', garbage())},
  {title: 'a commit-graph that is garbage', damage: (clone) => put(clone, 'objects/info/commit-graph', garbage())},
  {
    title: 'a multi-pack-index that is garbage',
    damage: (clone) => put(clone, 'objects/pack/multi-pack-index', garbage()),
  },
  {title: 'a multi-pack-index that is empty', damage: (clone) => put(clone, 'objects/pack/multi-pack-index', '')},
]

const settings: Damage[] = [
  ['core.bare', '[core]\n\tbare = true\n'],
  ['a bad core.bare', '[core]\n\tbare = maybe\n'],
  ['a bad core.compression', '[core]\n\tcompression = strong\n'],
  ['a bad core.filemode', '[core]\n\tfileMode = perhaps\n'],
  ['a good number', '[core]\n\tbigFileThreshold = 5m\n'],
  ['a bad size', '[core]\n\tbigFileThreshold = 5x\n'],
  ['a bad color', '[color "status"]\n\tadded = purplish\n'],
  ['a good color', '[color "status"]\n\tadded = bold brightred #ff0011\n'],
  ['a bad choice', '[status]\n\tshowUntrackedFiles = some\n'],
  ['a remote without a URL', '[remote "origin"]\n\turl\n'],
  ['a setting that nobody knows', '[acme]\n\tcore = maybe\n'],
  ['a bad value before a good one', '[core]\n\tcompression = x\n\tcompression = 1\n'],
  ['a missing worktree', '[core]\n\tworktree = /nowhere\n'],
  ['a missing worktree beside it', '[core]\n\tworktree = ../nowhere\n'],
  ['a worktree that is a file', '[core]\n\tworktree = ../a\n'],
  ['a worktree that is itself', '[core]\n\tworktree = ..\n'],
  ['an empty worktree', '[core]\n\tworktree =\n'],
  ['an include that is missing', '[include]\n\tpath = nothing\n'],
  ['an include without a path', '[include]\n\tpath\n'],
  ['an include of a home that is none', '[include]\n\tpath = ~nobody-there/x\n'],
  ['a line that is none', 'junk [\n'],
  ['no name of a section', '[]\n'],
].map(([title = '', text = '']) => ({title: `a config with ${title}`, damage: (clone: string) => config(clone, text)}))

const includes: Damage[] = [
  ['include', '[x\n'],
  ['include', '[core]\n\tcompression = x\n'],
  ['include', '[core]\n\tbare = true\n'],
  ['include', '[include]\n\tpath = extra\n'],
  ['includeIf "gitdir:/nowhere/"', '[x\n'],
  ['includeIf "gitdir:**/.git"', '[x\n'],
  ['includeIf "onbranch:main"', '[x\n'],
  ['includeIf "onbranch:other"', '[x\n'],
].map(([section = '', text = '']) => ({
  title: `[${section}] of ${JSON.stringify(text)}`,
  damage: (clone: string) => (config(clone, `[${section}]\n\tpath = extra\n`), put(clone, 'extra', text)),
}))

const formats: Damage[] = [
  ...[
    'noop',
    'preciousObjects = true',
    'preciousObjects = maybe',
    'worktreeConfig = true',
    'worktreeConfig = maybe',
    'objectFormat = sha1',
  ].map((extension): [number, string] => [1, extension]),
  ...[
    'objectFormat = md5',
    'refStorage = reftable',
    'refStorage = files',
    'relativeWorktrees = true',
    'acme = true',
    'a.b = 1',
  ].map((extension): [number, string] => [1, extension]),
  ...[
    'objectFormat = sha256',
    'objectFormat = sha1',
    'noop-v1 = 1',
    'acme = true',
    'relativeWorktrees = true',
    'partialClone = origin',
  ].map((extension): [number, string] => [0, extension]),
  [2, 'noop = 1'] as [number, string],
].map(([format, extension]) => ({
  title: `format ${format} and extension ${extension}`,
  of: ['packed'],
  damage: (clone: string) => isFrom(clone, format, extension),
}))

const configs: Damage[] = [
  {title: 'no config', damage: (clone) => drop(clone, 'config')},
  {title: 'an empty config', damage: (clone) => put(clone, 'config', '')},
  {title: 'a config of zeros', damage: (clone) => edit(clone, 'config', zeros)},
  {title: 'a config that is cut', damage: (clone) => put(clone, 'config', '[core\n\trepo')},
  {title: 'a config that is a folder', damage: (clone) => (drop(clone, 'config'), mkdirSync(at(clone, 'config')))},
  {title: 'a config without a format', damage: (clone) => put(clone, 'config', '[core]\n\tbare = false\n')},
  {
    title: 'a config of its worktree that is garbage',
    damage: (clone) => (
      config(clone, '[extensions]\n\tworktreeConfig = true\n'),
      put(clone, 'config.worktree', 'junk [\n')
    ),
  },
  {title: 'a config of its worktree that does not count', damage: (clone) => put(clone, 'config.worktree', 'junk [\n')},
  {
    title: 'a config of its worktree that makes it bare',
    damage: (clone) => (
      config(clone, '[extensions]\n\tworktreeConfig = true\n'),
      put(clone, 'config.worktree', '[core]\n\tbare = true\n')
    ),
  },
  {
    title: 'a .git file that leads nowhere',
    damage: (clone) => (drop(clone, '.'), writeFileSync(join(clone, '.git'), 'gitdir: /nowhere\n')),
  },
  {title: 'no .git', damage: (clone) => drop(clone, '.')},
]

const large: Damage[] = [
  {title: 'nothing', of: ['large'], damage: () => undefined},
  {title: 'a large .pack that is cut', of: ['large'], damage: (clone) => edit(clone, packOf(clone, '.pack'), cut(0.6))},
]

const both = (damage: Damage): Damage => ({...damage, of: ['loose', 'packed']})

export const damages: readonly Damage[] = [
  ...refs.map(both),
  ...index,
  ...objects,
  ...packs,
  ...large,
  ...store.map(both),
  ...settings,
  ...includes,
  ...formats,
  ...configs,
]
