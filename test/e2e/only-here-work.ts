import {chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {git, write} from './repositories.js'

/** A clone with work, its town, its origin, and a folder for whatever else it takes. */
export interface WorkPlace {
  readonly clone: string
  readonly town: string
  readonly origin: string
  readonly root: string
}

/** What `gt polecat remove` refuses to take away, and how it names it. */
export const work: readonly (readonly [what: string, message: RegExp, make: (place: WorkPlace) => void])[] = [
  [
    'a commit of a branch that was deleted',
    /1 unpushed commit: \w+ topic/,
    ({clone}) => {
      git(clone, 'checkout', '-q', '-b', 'topic')
      commit(clone, 'topic')
      git(clone, 'checkout', '-q', 'main')
      git(clone, 'branch', '-q', '-D', 'topic')
    },
  ],
  [
    'a commit that was reset away',
    /1 unpushed commit: \w+ reset/,
    ({clone}) => {
      commit(clone, 'reset')
      git(clone, 'reset', '-q', '--hard', 'origin/main')
    },
  ],
  [
    'a commit that was rebased away while another that it leads to is still in use',
    /1 unpushed commit: \w+ below/,
    ({clone}) => {
      const below = commit(clone, 'below')
      commit(clone, 'above')
      git(clone, '-c', 'sequence.editor=sed -i s/^pick/drop/', 'rebase', '-q', '-i', below)
    },
  ],
  [
    'a commit that only FETCH_HEAD names, from a repository elsewhere',
    /1 unpushed commit: \w+ foreign/,
    ({clone, root}) => {
      git(root, 'clone', '-q', join(root, 'origin'), 'elsewhere')
      commit(join(root, 'elsewhere'), 'foreign')
      git(clone, 'fetch', '-q', join(root, 'elsewhere'), 'HEAD')
      rmSync(join(root, 'elsewhere'), {recursive: true})
    },
  ],
  [
    "a commit below a reference that an agent calls as gt's are called",
    /1 unpushed commit: \w+ kept/,
    ({clone}) => {
      const kept = commit(clone, 'kept')
      git(clone, 'update-ref', 'refs/gt/keep', 'HEAD')
      git(clone, 'reset', '-q', '--hard', `${kept}~1`)
      git(clone, 'reflog', 'expire', '--expire=now', '--all')
    },
  ],
  [
    'a mode that git was told not to look at',
    /1 change hidden from git status: a.txt/,
    ({clone}) => {
      git(clone, 'update-index', '--assume-unchanged', 'a.txt')
      chmodSync(join(clone, 'a.txt'), 0o755)
    },
  ],
  [
    'a change in a file whose name begins with a quote',
    /1 change hidden from git status: "q/,
    ({clone}) => {
      writeFileSync(join(clone, '"q"'), 'one')
      writeFileSync(join(clone, 'q'), 'one')
      git(clone, 'add', '.')
      git(clone, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'quotes')
      git(clone, 'push', '-q', 'origin', 'HEAD:refs/heads/quotes')
      git(clone, 'update-index', '--assume-unchanged', '"q"')
      writeFileSync(join(clone, '"q"'), 'two')
    },
  ],
  [
    'work that is at a remote which is a folder of this town',
    /1 unpushed commit: \w+ shown/,
    ({clone, town}) => {
      commit(clone, 'shown')
      git(join(town, 'web/sad'), 'fetch', '-q', '../happy', 'main')
      git(clone, 'remote', 'add', 'sibling', '../sad')
      git(join(town, 'web/sad'), 'branch', 'review', 'FETCH_HEAD')
      git(clone, 'fetch', '-q', 'sibling')
    },
  ],
  [
    'work that is at a remote which is the clone itself, under the name of the origin',
    /1 unpushed commit: \w+ self/,
    ({clone}) => {
      commit(clone, 'self')
      git(clone, 'remote', 'set-url', 'origin', '.')
      git(clone, 'fetch', '-q', 'origin')
    },
  ],
  [
    'work that a reference of the origin only claims to have',
    /1 unpushed commit: \w+ claimed/,
    ({clone}) => void git(clone, 'update-ref', 'refs/remotes/origin/claimed', commit(clone, 'claimed')),
  ],
  [
    'a repository deep below an ignored folder',
    /1 repository inside: build\/a\/b\/c\//,
    ({clone}) => {
      mkdirSync(join(clone, 'build/a/b'), {recursive: true})
      git(clone, 'init', '-q', 'build/a/b/c')
    },
  ],
  [
    'a bare repository below an ignored folder',
    /1 repository inside: build\/a\/store\.git\//,
    ({clone}) => {
      mkdirSync(join(clone, 'build/a'), {recursive: true})
      git(clone, 'init', '-q', '--bare', 'build/a/store.git')
    },
  ],
  [
    'files that core.worktree hides',
    /1 untracked file: new\.txt/,
    ({clone, root}) => {
      mkdirSync(join(root, 'elsewhere'))
      cpSync(join(clone, 'a.txt'), join(root, 'elsewhere/a.txt'))
      git(clone, 'config', 'core.worktree', join(root, 'elsewhere'))
      write(clone, {'new.txt': 'x'})
    },
  ],
  [
    'a change that a filter of the clone hides',
    /1 uncommitted change: a\.txt/,
    ({clone}) => {
      git(clone, 'config', 'filter.strip.clean', 'sed /OUTPUT/d')
      write(clone, {'.git/info/attributes': '* filter=strip\n', 'a.txt': 'a\nOUTPUT\n'})
      git(clone, 'status')
    },
  ],
  [
    'a mode that core.fileMode hides',
    /1 uncommitted change: a\.txt/,
    ({clone}) => {
      git(clone, 'config', 'core.fileMode', 'false')
      rmSync(join(clone, 'a.txt'))
      writeFileSync(join(clone, 'a.txt'), 'a\n', {mode: 0o755})
    },
  ],
  [
    'a change below a sparse checkout',
    /1 change hidden from git status: d\/x/,
    ({clone}) => {
      write(clone, {'d/x': 'x'})
      git(clone, 'add', 'd/x')
      git(clone, 'commit', '-q', '-m', 'd')
      git(clone, 'push', '-q', 'origin', 'main')
      git(clone, 'sparse-checkout', 'set', 'other')
      write(clone, {'d/x': 'changed'})
    },
  ],
  [
    'files that status.showUntrackedFiles hides',
    /1 untracked file: new\.txt/,
    ({clone}) => {
      git(clone, 'config', 'status.showUntrackedFiles', 'no')
      write(clone, {'new.txt': 'x'})
    },
  ],
  [
    'commits that a graft hides',
    /2 unpushed commits: \w+ two, \w+ one/,
    ({clone}) => {
      commit(clone, 'one')
      const two = commit(clone, 'two')
      write(clone, {'.git/info/grafts': `${two} ${git(clone, 'rev-parse', 'origin/main')}\n`})
    },
  ],
  [
    'a commit that was made before another branch was rebased',
    /1 unpushed commit: \w+ alone/,
    ({clone}) => {
      git(clone, 'checkout', '-q', '-b', 'topic')
      commit(clone, 'topic')
      git(clone, 'checkout', '-q', 'main')
      commit(clone, 'base')
      git(clone, 'push', '-q', 'origin', 'main')
      git(clone, 'checkout', '-q', '--detach')
      commit(clone, 'alone')
      git(clone, 'rebase', '-q', 'main', 'topic')
      git(clone, 'push', '-q', 'origin', 'topic')
    },
  ],
  [
    'a commit of a branch that stood still while another was rebased, and was deleted',
    /1 unpushed commit: \w+ alone/,
    ({clone}) => {
      git(clone, 'checkout', '-q', '-b', 'topic')
      commit(clone, 'alone')
      git(clone, 'rebase', '-q', 'main', 'main')
      git(clone, 'branch', '-q', '-D', 'topic')
    },
  ],
  [
    'a commit that was made in a rebase that was given up',
    /1 unpushed commit: \w+ between/,
    ({clone}) => {
      git(clone, 'checkout', '-q', '-b', 'topic')
      commit(clone, 'topic')
      git(clone, 'push', '-q', 'origin', 'topic')
      git(clone, '-c', 'sequence.editor=sed -i s/^pick/edit/', 'rebase', '-q', '-i', 'HEAD~1')
      commit(clone, 'between')
      git(clone, 'rebase', '--abort')
    },
  ],
  [
    'a repository in a folder whose files are tracked',
    /1 repository inside: lib\//,
    ({clone}) => {
      write(clone, {'lib/a.txt': 'a\n'})
      git(clone, 'add', 'lib')
      git(clone, 'commit', '-q', '-m', 'lib')
      git(clone, 'push', '-q', 'origin', 'main')
      git(join(clone, 'lib'), 'init', '-q')
      git(join(clone, 'lib'), 'add', 'a.txt')
      commit(join(clone, 'lib'), 'inner')
    },
  ],
  [
    'a link and a file with an odd name that git takes as unchanged',
    /2 changes hidden from git status: .*link/,
    ({clone}) => {
      symlinkSync('a.txt', join(clone, 'link'))
      write(clone, {'odd\nname': 'a\n'})
      git(clone, 'add', 'link', 'odd\nname')
      git(clone, 'commit', '-q', '-m', 'odd')
      git(clone, 'push', '-q', 'origin', 'main')
      git(clone, 'update-index', '--assume-unchanged', 'link', 'odd\nname')
      rmSync(join(clone, 'link'))
      symlinkSync('elsewhere', join(clone, 'link'))
      write(clone, {'odd\nname': 'mine\n'})
    },
  ],
  [
    'a commit that only another remote is said to have',
    /1 unpushed commit: \w+ theirs/,
    ({clone}) => {
      commit(clone, 'theirs')
      git(clone, 'update-ref', 'refs/remotes/gone/main', 'HEAD')
      git(clone, 'update-ref', 'refs/heads/main', 'origin/main')
      git(clone, 'reset', '-q', '--hard')
      rmSync(join(clone, '.git/logs'), {recursive: true})
    },
  ],
  [
    'what is left of a cherry-pick of several',
    /1 unfinished operation: cherry-pick or revert/,
    ({clone}) => write(clone, {'.git/sequencer/todo': 'pick 1234567 later\n'}),
  ],
  [
    'what was renamed in a partial clone that has not got the old content',
    /2 uncommitted changes: many, moved/,
    ({clone}) => {
      write(clone, {many: 'line\n'.repeat(200)})
      git(clone, 'add', 'many')
      git(clone, 'commit', '-q', '-m', 'many')
      git(clone, 'push', '-q', 'origin', 'main')
      const blob = git(clone, 'rev-parse', 'HEAD:many')
      git(clone, 'mv', 'many', 'moved')
      write(clone, {moved: `${'line\n'.repeat(200)}more\n`})
      git(clone, 'add', 'moved')
      git(clone, 'config', 'core.repositoryformatversion', '1')
      git(clone, 'config', 'extensions.partialClone', 'origin')
      git(clone, 'config', 'remote.origin.promisor', 'true')
      rmSync(join(clone, '.git/objects', blob.slice(0, 2), blob.slice(2)))
    },
  ],
  [
    'what a merge with conflicts brings',
    /unpushed commits?: .*theirs/,
    ({clone, root, origin}) => {
      const other = join(root, 'other')
      git(root, 'clone', '-q', origin, 'other')
      write(other, {'a.txt': 'theirs\n'})
      git(other, 'commit', '-q', '-a', '-m', 'theirs')
      write(clone, {'a.txt': 'ours\n'})
      git(clone, 'commit', '-q', '-a', '-m', 'ours')
      try {
        git(clone, 'pull', '-q', '--no-rebase', other, 'main')
      } catch {
        // That it conflicts is the point.
      }
      rmSync(other, {recursive: true})
    },
  ],
]

/** Commits a file of that name. @returns its id */
export function commit(at: string, message: string): string {
  write(at, {[`${message}.txt`]: message})
  git(at, 'add', '-f', `${message}.txt`)
  git(at, 'commit', '-q', '-m', message)
  return git(at, 'rev-parse', 'HEAD')
}
