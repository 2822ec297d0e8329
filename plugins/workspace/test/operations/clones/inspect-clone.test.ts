import {execFileSync, spawnSync} from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect} from 'chai'
import {inspectClone} from '@gt-town/git'
import {LocalConnection} from '@gt-town/connection-local'

interface Case {
  title: string
  /** what happened to a healthy clone */
  damage(clone: string): void
  /** what gt says: `valid`, `missing`, or the reason why it is invalid */
  gt: string
  /** what git says of the same folder: does it find a repository, and does HEAD's branch resolve? default: as gt */
  git?: boolean
}

const environment = {
  PATH: process.env['PATH'],
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CEILING_DIRECTORIES: tmpdir(),
}
const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org']
const git = (cwd: string, ...words: string[]): string =>
  execFileSync('git', [...identity, ...words], {
    cwd,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
const put = (clone: string, path: string, text: string | Buffer): void => writeFileSync(join(clone, '.git', path), text)
const drop = (clone: string, path: string): void => rmSync(join(clone, '.git', path), {recursive: true})
const packs = (clone: string): string[] => readdirSync(join(clone, '.git/objects/pack')).sort()

const cases: Case[] = [
  {title: 'a fresh clone', damage: () => undefined, gt: 'valid'},
  {title: 'a detached HEAD', damage: (clone) => git(clone, 'checkout', '-q', '--detach'), gt: 'valid'},
  {title: 'packed refs', damage: (clone) => git(clone, 'pack-refs', '--all'), gt: 'valid'},
  {title: 'a collected repository', damage: (clone) => git(clone, 'gc', '-q'), gt: 'valid'},
  {title: 'loose objects only', damage: unpack, gt: 'valid'},
  {
    title: 'a branch without a commit',
    damage: (clone) => git(clone, 'checkout', '-q', '--orphan', 'new'),
    gt: 'valid',
    git: true,
  },
  {title: 'a new, empty repository', damage: empty, gt: 'valid'},
  {title: 'a worktree', damage: worktree, gt: 'valid'},
  {title: 'a submodule', damage: (clone) => elsewhere(clone, (target) => `gitdir: ${target}\n`), gt: 'valid'},
  {title: 'a .git that is a link to a folder', damage: linked, gt: 'valid'},
  {title: 'objects borrowed from another repository', damage: borrowed, gt: 'valid'},
  {
    title: 'comments, continued lines and subsections in its config',
    damage: (clone) => put(clone, 'config', oddConfig),
    gt: 'valid',
  },
  {
    title: 'a branch that stands for another one',
    damage: (clone) => (
      git(clone, 'symbolic-ref', 'refs/heads/alias', 'refs/heads/main'),
      put(clone, 'HEAD', 'ref: refs/heads/alias\n')
    ),
    gt: 'valid',
  },
  {
    title: 'branches that stand for each other',
    damage: (clone) => put(clone, 'refs/heads/main', 'ref: refs/heads/main\n'),
    gt: 'its refs/heads/main is garbled',
  },
  {
    title: 'a commit that is gone',
    damage: (clone) => (unpack(clone), dropCommit(clone)),
    gt: 'its commit COMMIT is missing',
  },
  {title: 'no folder', damage: (clone) => rmSync(clone, {recursive: true}), gt: 'missing'},
  {title: 'a file instead of the folder', damage: replaceByFile, gt: 'it is not a folder'},
  {title: 'no .git', damage: (clone) => drop(clone, '.'), gt: 'its .git is missing'},
  {
    title: 'an empty .git',
    damage: (clone) => (drop(clone, '.'), mkdirSync(join(clone, '.git'))),
    gt: 'its HEAD is missing',
  },
  {
    title: 'a .git file that is garbage',
    damage: (clone) => (drop(clone, '.'), put(clone, '.', 'nonsense')),
    gt: 'its .git is a file that names no git folder',
  },
  {
    title: 'a .git file that leads nowhere',
    damage: (clone) => (drop(clone, '.'), put(clone, '.', 'gitdir: /nowhere/at/all\n')),
    gt: 'its HEAD is missing',
  },
  {
    title: 'a dangling link as .git',
    damage: (clone) => (drop(clone, '.'), symlinkSync('/nowhere/at/all', join(clone, '.git'))),
    gt: 'its .git is missing',
  },
  {title: 'a worktree whose repository is gone', damage: lostWorktree, gt: 'its HEAD is missing'},
  {title: 'no HEAD', damage: (clone) => drop(clone, 'HEAD'), gt: 'its HEAD is missing'},
  {title: 'an empty HEAD', damage: (clone) => put(clone, 'HEAD', ''), gt: 'its HEAD is garbled'},
  {
    title: 'a HEAD of random bytes',
    damage: (clone) => put(clone, 'HEAD', Buffer.from([0xff, 0, 0x80, 7])),
    gt: 'its HEAD is garbled',
  },
  {
    title: 'a HEAD that points out of refs/',
    damage: (clone) => put(clone, 'HEAD', 'ref: config\n'),
    gt: 'its HEAD is garbled',
  },
  {
    title: 'a HEAD that climbs out',
    damage: (clone) => put(clone, 'HEAD', 'ref: refs/../config\n'),
    gt: 'its HEAD is garbled',
  },
  {title: 'a HEAD with a cut-off id', damage: (clone) => put(clone, 'HEAD', 'abcdef0123\n'), gt: 'its HEAD is garbled'},
  {
    title: 'a folder instead of HEAD',
    damage: (clone) => (drop(clone, 'HEAD'), mkdirSync(join(clone, '.git/HEAD'))),
    gt: 'its HEAD is not what git expects there',
  },
  {title: 'no refs', damage: (clone) => drop(clone, 'refs'), gt: 'its folder refs is missing'},
  {
    title: 'a file instead of refs',
    damage: (clone) => (drop(clone, 'refs'), put(clone, 'refs', '')),
    gt: 'its folder refs is a file',
  },
  {title: 'no objects', damage: (clone) => drop(clone, 'objects'), gt: 'its folder objects is missing'},
  {
    title: 'a file instead of objects',
    damage: (clone) => (drop(clone, 'objects'), put(clone, 'objects', '')),
    gt: 'its folder objects is not what git expects there',
  },
  {
    title: 'an empty folder of objects',
    damage: (clone) => (drop(clone, 'objects'), mkdirSync(join(clone, '.git/objects'))),
    gt: 'its objects are gone',
    git: false,
  },
  {title: 'a pack without its index', damage: (clone) => dropPack(clone, '.idx'), gt: 'its objects are gone'},
  {title: 'an index without its pack', damage: (clone) => dropPack(clone, '.pack'), gt: 'its PACK is missing'},
  {title: 'no config', damage: (clone) => drop(clone, 'config'), gt: 'its git config is missing', git: true},
  {
    title: 'an empty config',
    damage: (clone) => put(clone, 'config', ''),
    gt: 'its git config does not say core.repositoryformatversion',
    git: true,
  },
  {
    title: 'a garbled config',
    damage: (clone) => put(clone, 'config', '[core\nrepo'),
    gt: 'bad line 1 in its git config',
  },
  {
    title: 'a config with a bad value',
    damage: (clone) => put(clone, 'config', '[core]\n\trepositoryformatversion = 0\n\tx = "open\n'),
    gt: 'bad line 3 in its git config',
  },
  {
    title: 'a config of a later format',
    damage: (clone) => put(clone, 'config', '[core]\n\trepositoryformatversion = 7\n'),
    gt: 'its git config has core.repositoryformatversion 7',
  },
  {
    title: 'a branch file cut to nothing',
    damage: (clone) => put(clone, 'refs/heads/main', ''),
    gt: 'its refs/heads/main is garbled',
  },
  {
    title: 'a branch file of random text',
    damage: (clone) => put(clone, 'refs/heads/main', 'zzzz\n'),
    gt: 'its refs/heads/main is garbled',
  },
  {
    title: 'a branch that was lost',
    damage: (clone) => drop(clone, 'refs/heads/main'),
    gt: 'its refs/heads/main is missing',
    git: false,
  },
]

const oddConfig =
  `# a comment\n[core]\n  repositoryformatversion = 0 ; why not\n\tbare\n = false\n`.replace(
    '\tbare\n = false\n',
    '\tbare = \\\n false\n',
  ) + `[remote "origin"]\n\turl = "https://example.org/a b.git"\n[branch "ma\\"in"] remote = origin\n`

describe('inspectClone', function () {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gt-inspect-clone-'))
    const origin = join(folder, 'origin')
    mkdirSync(origin)
    git(origin, 'init', '-q', '-b', 'main')
    for (const name of ['one', 'two']) {
      writeFileSync(join(origin, name), name)
      git(origin, 'add', name)
      git(origin, 'commit', '-q', '-m', name)
    }
    git(folder, 'clone', '-q', `file://${origin}`, 'healthy')
  })
  after(() => rmSync(folder, {recursive: true}))

  for (const path of ['shallow', 'info/exclude']) {
    it(`finds a FIFO in the place of ${path}, on which git would wait for ever`, async () => {
      const clone = join(folder, `fifo-${path.replace('/', '-')}`)
      cpSync(join(folder, 'healthy'), clone, {recursive: true})
      rmSync(join(clone, '.git', path), {force: true})
      execFileSync('mkfifo', [join(clone, '.git', path)])
      expect(await inspectClone(new LocalConnection(), clone)).to.include({
        state: 'invalid',
        path: join(clone, '.git', path),
      })
    })
  }

  for (const [index, {title, damage, gt, git: gitSays}] of cases.entries()) {
    it(`says "${gt}" of ${title}`, async () => {
      const clone = join(folder, `case-${index}`)
      cpSync(join(folder, 'healthy'), clone, {recursive: true, verbatimSymlinks: true})
      damage(clone)
      const found = await inspectClone(new LocalConnection(), clone)
      const said =
        'reason' in found
          ? found.reason.replace(/pack-[0-9a-f]+\.pack/, 'PACK').replace(/commit [0-9a-f]{10}/, 'commit COMMIT')
          : found.state
      expect(said).to.equal(gt)
      if (gt !== 'missing') expect(isUsable(clone)).to.equal(gitSays ?? gt === 'valid')
    })
  }
})

/** git's own opinion: it finds a repository right here, and what is checked out is there, or is a branch never committed to. */
function isUsable(clone: string): boolean {
  const ask = (...words: string[]) => spawnSync('git', words, {cwd: clone, env: environment, encoding: 'utf8'})
  const found = ask('rev-parse', '--show-toplevel')
  if (found.error || found.status !== 0 || !found.stdout.includes('case-')) return false
  if (ask('cat-file', '-e', 'HEAD^{commit}').status === 0) return true
  const branch = ask('symbolic-ref', '-q', 'HEAD')
  return branch.status === 0 && ask('reflog', 'exists', branch.stdout.trim()).status !== 0
}

function unpack(clone: string): void {
  const names = packs(clone)
  const pack = names.find((name) => name.endsWith('.pack')) ?? ''
  const bytes = readFileSync(join(clone, '.git/objects/pack', pack))
  names.forEach((name) => rmSync(join(clone, '.git/objects/pack', name)))
  execFileSync('git', ['unpack-objects', '-q'], {cwd: clone, env: environment, input: bytes})
}

function empty(clone: string): void {
  rmSync(clone, {recursive: true})
  mkdirSync(clone)
  git(clone, 'init', '-q', '-b', 'main')
}

function worktree(clone: string): void {
  renameSync(clone, `${clone}.main`)
  git(`${clone}.main`, 'worktree', 'add', '-q', '-b', 'side', clone)
}

function lostWorktree(clone: string): void {
  worktree(clone)
  rmSync(`${clone}.main`, {recursive: true})
}

function elsewhere(clone: string, link: (target: string) => string): void {
  renameSync(join(clone, '.git'), `${clone}.git`)
  writeFileSync(join(clone, '.git'), link(`${clone}.git`))
}

function linked(clone: string): void {
  renameSync(join(clone, '.git'), `${clone}.git`)
  symlinkSync(`${clone}.git`, join(clone, '.git'))
}

function borrowed(clone: string): void {
  const lender = `${clone}.lender`
  cpSync(clone, lender, {recursive: true})
  rmSync(clone, {recursive: true})
  git(join(clone, '..'), 'clone', '-q', '--shared', lender, clone)
}

function replaceByFile(clone: string): void {
  rmSync(clone, {recursive: true})
  writeFileSync(clone, '')
}

function dropPack(clone: string, ending: string): void {
  packs(clone)
    .filter((name) => name.endsWith(ending))
    .forEach((name) => drop(clone, `objects/pack/${name}`))
}

function dropCommit(clone: string): void {
  const commit = git(clone, 'rev-parse', 'HEAD').trim()
  drop(clone, join('objects', commit.slice(0, 2), commit.slice(2)))
}
