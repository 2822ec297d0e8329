import {execFileSync} from 'node:child_process'
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {at, drop, edit, git, objectOf, put, read, type Damage} from './damage-tools.js'

const commit = (clone: string, text: string): void => {
  writeFileSync(join(clone, 'a'), text)
  writeFileSync(join(clone, 'sub', 'b'), text)
  git(clone, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-aqm', text)
}
/** Two commits ahead, so that there is a way to the upstream, and something staged, so that git reads the trees. */
const ahead = (clone: string): void => {
  for (const text of ['three', 'four']) commit(clone, text)
  writeFileSync(join(clone, 'sub', 'b'), 'five')
  git(clone, 'add', '.')
}
const none = '0'.repeat(39)

/** What a crash leaves of objects that were written last. */
const lost: Damage[] = ['HEAD', 'HEAD^', 'HEAD^{tree}', 'HEAD:sub', 'origin/main', 'HEAD^:sub', 'HEAD:a'].flatMap(
  (name) => [
    {
      title: `${name}, two ahead, that is empty`,
      of: ['loose'] as const,
      damage: (clone: string) => (ahead(clone), put(clone, objectOf(clone, name), '')),
    },
    {
      title: `${name}, two ahead, that is gone`,
      of: ['loose', 'packed'] as const,
      // In the packed clone the upstream lies in the pack.
      damage: (clone: string) => (ahead(clone), drop(clone, objectOf(clone, name))),
    },
  ],
)

const replaced: Damage[] = ['HEAD', 'HEAD^{tree}', 'HEAD:a'].flatMap((name) => [
  {
    title: `a replacement of ${name} that is not there`,
    damage: (clone: string) => put(clone, `refs/replace/${git(clone, 'rev-parse', name)}`, `${none}1\n`),
  },
  {
    title: `a replacement of ${name} by itself`,
    damage: (clone: string) => {
      const id = git(clone, 'rev-parse', name)
      put(clone, 'packed-refs', `# pack-refs with: peeled fully-peeled sorted \n${none}1 refs/replace/${id}\n`)
    },
  },
])

const links: Damage[] = [
  ['a HEAD that is a link to its own branch by its whole path', (clone: string) => at(clone, 'refs/heads/main')],
  ['a HEAD that is a link to ORIG_HEAD', () => 'ORIG_HEAD'],
].map(([title, target]) => ({
  title: title as string,
  damage: (clone: string) => {
    put(clone, 'ORIG_HEAD', read(clone, 'refs/heads/main'))
    drop(clone, 'HEAD')
    symlinkSync((target as (clone: string) => string)(clone), at(clone, 'HEAD'))
  },
}))

const lent: Damage[] = [
  ['a quoted path', (path: string) => `"${path}"`],
  ['a quoted path with an escape', (path: string) => `"${path.replace('origin', String.raw`\157rigin`)}"`],
  ['a path with quotes that do not end', (path: string) => `"${path}`],
].map(([title, write]) => ({
  title: `alternates of ${title as string}`,
  of: ['loose'] as const,
  damage: (clone: string) => {
    drop(clone, 'objects')
    put(
      clone,
      'objects/info/alternates',
      `${(write as (path: string) => string)(join(clone, '../origin/.git/objects'))}\n`,
    )
  },
}))

/** Adds a submodule that is checked out, `part`. */
const withPart = (clone: string): void => {
  const url = `file://${join(clone, '../origin')}`
  git(clone, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', url, 'part')
}
const part = 'modules/part'
const submodules: Damage[] = (
  [
    ['that is fine', () => undefined],
    ['whose git folder is gone', (clone) => drop(clone, part)],
    ['whose HEAD is garbled', (clone) => put(clone, `${part}/HEAD`, 'junk\n')],
    ['whose config is cut', (clone) => put(clone, `${part}/config`, '[core\n\trepo')],
    ['whose index is garbled', (clone) => put(clone, `${part}/index`, 'junk'.repeat(50))],
    ['that is not checked out', (clone) => git(clone, 'submodule', '--quiet', 'deinit', '-f', 'part')],
    ['whose .git leads nowhere', (clone) => writeFileSync(join(clone, 'part/.git'), 'gitdir: /nowhere\n')],
    [
      'of a short index',
      (clone) => (git(clone, 'update-index', '--index-version', '4'), put(clone, `${part}/HEAD`, 'junk\n')),
    ],
    [
      'of a split index',
      (clone) => (git(clone, 'update-index', '--split-index'), put(clone, `${part}/HEAD`, 'junk\n')),
    ],
    [
      'of a conflict in .gitmodules',
      (clone) => writeFileSync(join(clone, '.gitmodules'), '<<<<<<< HEAD\n[submodule "x"]\n'),
    ],
    ['whose commit is gone', (clone) => drop(clone, `${part}/objects`)],
  ] as readonly [string, (clone: string) => unknown][]
).map(([how, change]) => ({
  title: `a submodule ${how}`,
  damage: (clone: string) => {
    withPart(clone)
    change(clone)
  },
}))

/** Two commits ahead of an upstream that is told in another way, of which the first is gone. */
const upstreams: Damage[] = [
  ['one branch alone', ['--replace-all', 'remote.origin.fetch', '+refs/heads/main:refs/remotes/origin/main']],
  ['a second refspec', ['--add', 'remote.origin.fetch', '+refs/pull/*/head:refs/remotes/pr/*']],
  ['a refspec without force', ['--replace-all', 'remote.origin.fetch', 'refs/heads/*:refs/remotes/origin/*']],
  ['a refspec that does not fit', ['--replace-all', 'remote.origin.fetch', '+refs/other/*:refs/remotes/origin/*']],
].map(([how, words]) => ({
  title: `a lost commit on the way to an upstream by ${how as string}`,
  of: ['loose', 'packed'] as const,
  damage: (clone: string) => {
    ahead(clone)
    git(clone, 'config', ...(words as string[]))
    drop(clone, objectOf(clone, 'HEAD^'))
  },
}))

const manyPacks = (clone: string): void => {
  for (let at = 0; at < 17; at++) {
    commit(clone, `pack ${at}`)
    git(clone, 'repack', '-dq')
  }
  ahead(clone)
}

const values: Damage[] = [
  ...['color.ui maybe', 'color.ui always', 'color.status junk', 'core.logAllRefUpdates junk', 'diff.renames copies'],
  ...['status.renames junk', 'core.untrackedCache keep', 'core.fileMode 99999999999', 'diff.renameLimit 99999999999'],
  ...['submodule.x.ignore junk', 'filter.x.required junk', 'branch.autoSetupMerge junk', 'core.bigFileThreshold 9g'],
].map((setting) => ({
  title: `a config with ${setting}`,
  damage: (clone: string) => void git(clone, 'config', ...setting.split(' ')),
}))

const others: Damage[] = [
  {
    title: 'an index of a pack that is not there, and nothing lost',
    damage: (clone) => put(clone, `objects/pack/pack-${'1'.repeat(40)}.idx`, ''),
  },
  {
    title: 'many packs, and a commit that is gone',
    damage: (clone) => (manyPacks(clone), drop(clone, objectOf(clone, 'HEAD'))),
  },
  {title: 'many packs', damage: manyPacks},
  {
    title: 'a partial clone with an empty tree',
    of: ['loose'],
    damage: (clone) => {
      git(clone, 'config', 'remote.origin.promisor', 'true')
      put(clone, objectOf(clone, 'HEAD^{tree}'), '')
    },
  },
  {
    title: 'alternates that have packs, and not the commit',
    of: ['loose'],
    damage: (clone) => {
      put(clone, 'objects/info/alternates', `${join(clone, '../packed/.git/objects')}\n`)
      ahead(clone)
      drop(clone, objectOf(clone, 'HEAD'))
    },
  },
  {
    title: 'a submodule that is a link to itself',
    damage: (clone) => {
      git(clone, 'update-index', '--add', '--cacheinfo', `160000,${git(clone, 'rev-parse', 'HEAD')},s`)
      symlinkSync('.', join(clone, 's'))
    },
  },
  {
    title: 'a worktree of a bare repository',
    damage: (clone) => {
      const bare = `${clone}-bare`
      git(clone, 'clone', '-q', '--bare', '.', bare)
      execFileSync('rm', ['-rf', clone])
      git(bare, 'worktree', 'add', '-q', '-f', clone, 'main')
    },
  },
  {
    title: 'a submodule that is ignored, whose HEAD is garbled',
    damage: (clone) => {
      withPart(clone)
      git(clone, 'config', '--file', '.gitmodules', 'submodule.part.ignore', 'all')
      put(clone, `${part}/HEAD`, 'junk\n')
    },
  },
  {
    title: 'a .gitmodules with a conflict and no submodule',
    damage: (clone) => writeFileSync(join(clone, '.gitmodules'), '<<<\n'),
  },
  {
    title: 'a tree of many folders of which one is gone',
    of: ['loose'],
    damage: (clone) => {
      for (const name of ['x', 'y', 'z']) {
        mkdirSync(join(clone, name, 'deep'), {recursive: true})
        writeFileSync(join(clone, name, 'deep', 'file'), name)
      }
      git(clone, 'add', '.')
      git(clone, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'folders')
      writeFileSync(join(clone, 'y', 'deep', 'file'), 'changed')
      git(clone, 'add', '.')
      edit(clone, objectOf(clone, 'HEAD:y/deep'), () => Buffer.alloc(0))
    },
  },
]

/** What is broken behind what every look at a clone reads. */
export const deeperDamages: readonly Damage[] = [
  ...[lost, replaced, links, lent, submodules, upstreams, values, others].flat(),
]
