import {execFileSync} from 'node:child_process'
import {chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {delimiter, join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {environment} from './cli.js'

/** Runs git without any setting of whoever runs the tests. @returns what it printed, without blanks around */
export function git(cwd: string, ...args: string[]): string {
  const env = {...environment(), GIT_ALLOW_PROTOCOL: 'file'}
  return execFileSync('git', args, {cwd, env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8'}).trim()
}

/** Writes files below a folder; a name that ends with a slash is an empty folder. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(name.endsWith('/') ? path : join(path, '..'), {recursive: true})
    if (!name.endsWith('/')) writeFileSync(path, text)
  }
}

/** A bare repository with one commit per set of files, on the branch main. @returns its file:// URL */
export function makeRepository(folder: string, commits: readonly Readonly<Record<string, string>>[]): string {
  const work = `${folder}.work`
  mkdirSync(work)
  git(work, 'init', '-q', '-b', 'main')
  for (const [number, files] of commits.entries()) {
    write(work, files)
    git(work, 'add', '--all')
    git(work, 'commit', '-q', '-m', `commit ${number + 1}`)
  }
  git(join(folder, '..'), 'clone', '-q', '--bare', work, folder)
  return pathToFileURL(folder).href
}

/**
 * What real repositories have: branches, a tag beside them, a submodule, a pointer file of git-lfs.
 * @returns its file:// URL
 */
export function makeRichRepository(folder: string): string {
  const library = makeRepository(`${folder}.library`, [{'lib.txt': 'library\n'}])
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`
  const url = makeRepository(folder, [
    {'README.md': '# Rich\n'},
    {'big.bin': pointer, '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n', '.gitignore': 'build/\n'},
  ])
  const work = `${folder}.work`
  git(work, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'vendor/library')
  git(work, 'commit', '-q', '-m', 'a submodule')
  git(work, 'branch', 'develop', 'HEAD~1')
  git(work, 'branch', 'feature/login')
  git(work, 'tag', '-a', 'v1', '-m', 'version 1', 'HEAD~1')
  git(work, 'checkout', '-q', '--detach')
  git(work, 'commit', '-q', '--allow-empty', '-m', 'released beside the branches')
  git(work, 'tag', 'v1.1')
  git(work, 'push', '-q', folder, 'develop', 'feature/login', 'main', 'v1', 'v1.1')
  return url
}

/** A bare repository with this many commits, each of a file that cannot be compressed. @returns its file:// URL */
export function makeLongRepository(folder: string, commits: number, bytes = 400): string {
  mkdirSync(folder)
  git(folder, 'init', '-q', '--bare', '-b', 'main')
  let seed = 1
  const noise = (): string => {
    let text = ''
    while (text.length < bytes) text += ((seed = (seed * 48271) % 2147483647) + 0).toString(36)
    return text
  }
  const lines: string[] = []
  for (let number = 1; number <= commits; number++) {
    const text = noise()
    lines.push(
      `commit refs/heads/main\ncommitter Test <test@example.org> ${1_700_000_000 + number} +0000\ndata 1\nx`,
      `M 100644 inline f${number % 50}\ndata ${text.length}\n${text}`,
    )
  }
  execFileSync('git', ['fast-import', '--quiet'], {cwd: folder, env: environment(), input: `${lines.join('\n')}\n`})
  return pathToFileURL(folder).href
}

/** Bytes of the files below these folders; a file with several names counts once. */
export function diskUsage(folders: readonly string[]): number {
  const sizes = new Map<string, number>()
  const visit = (path: string): void => {
    const stat = lstatSync(path)
    if (stat.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name))
    else sizes.set(`${stat.dev}:${stat.ino}`, stat.size)
  }
  folders.forEach(visit)
  return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}

/** A folder for PATH whose git writes each of its command lines to a file and then does what git does. */
export function recordingGit(folder: string): {env: Record<string, string>; calls: () => string[]} {
  const log = join(folder, 'calls')
  const bin = join(folder, 'bin')
  mkdirSync(bin, {recursive: true})
  writeFileSync(log, '')
  const real = execFileSync('sh', ['-c', 'command -v git'], {encoding: 'utf8'}).trim()
  writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "$*" >> '${log}'\nexec '${real}' "$@"\n`)
  chmodSync(join(bin, 'git'), 0o755)
  return {
    env: {PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`},
    calls: () => readFileSync(log, 'utf8').split('\n').slice(0, -1),
  }
}
