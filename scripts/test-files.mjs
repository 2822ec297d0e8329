// Which files hold tests, what they make use of, and which take long.
import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {basename, dirname, join, relative} from 'node:path'
import {root} from './run.mjs'

/** Seconds of the files that took more than a few, by their names, as `npm test -- --record` writes them. */
export const secondsFile = join(root, 'test', 'seconds.json')

/** Relative to the checkout. */
export function allTests() {
  const parts = ['packages', 'plugins'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  )
  return ['', ...parts]
    .map((part) => join(part, 'test'))
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), {recursive: true}).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.test.ts'))
    .sort()
}

/** So that none of them is still at work when all others have ended. */
export function longestFirst(files) {
  const seconds = readSeconds()
  return files.toSorted((a, b) => (seconds[basename(b)] ?? 0) - (seconds[basename(a)] ?? 0))
}

export function takesLong(file) {
  return basename(file) in readSeconds()
}

/** Whether a file of tests, or one beside the tests that it imports, says this. */
export function mentions(file, word, seen = new Set()) {
  if (seen.has(file)) return false
  seen.add(file)
  const text = readFileSync(join(root, file), 'utf8')
  if (text.includes(word)) return true
  return [...text.matchAll(/ from '(\.[^']+)\.js'/g)]
    .map(([, path]) => relative(root, join(root, dirname(file), `${path}.ts`)))
    .filter((path) => path.split('/').includes('test') && existsSync(join(root, path)))
    .some((path) => mentions(path, word, seen))
}

function readSeconds() {
  return existsSync(secondsFile) ? JSON.parse(readFileSync(secondsFile, 'utf8')) : {}
}
