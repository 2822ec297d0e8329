import {buildSync} from 'esbuild'
import {mkdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs'
import {basename, dirname, join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = join(import.meta.dirname, '../..')
/** Below node_modules, from where packages that are not compiled in are found. */
const folder = join(root, 'node_modules/.cache/gt-test')
const made = new Set<string>()

/**
 * A source as one file of plain JavaScript: a process that runs it starts ten times as quickly as through tsx.
 * @param source its address, or absolute path
 * @param name of the file, where another one looks for it beside itself; `.cjs` for CommonJS
 * `import.meta.dirname` in it is the folder of the source.
 * @returns the path of the file, which is made anew once one of its sources has changed
 */
export function compiled(source: URL | string, name?: string): string {
  const path = typeof source === 'string' ? source : fileURLToPath(source)
  const file = join(folder, name ?? `${relative(root, path).replaceAll('/', '+')}.mjs`)
  if (made.has(file) || isFresh(file)) return file
  const isModule = file.endsWith('.mjs')
  const began = Date.now()
  const {outputFiles, metafile} = buildSync({
    entryPoints: [path],
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: isModule ? 'esm' : 'cjs',
    conditions: ['gt-source'],
    absWorkingDir: root,
    logLevel: 'error',
    define: {'import.meta.dirname': JSON.stringify(dirname(path))},
    external: ['@oclif/core', 'node-ssh', 'ssh2', 'listr2', 'typescript', '*.node'],
    // What is CommonJS in it asks for Node's modules.
    ...(isModule && {
      banner: {js: `import {createRequire} from 'node:module'; const require = createRequire(import.meta.url)`},
    }),
  })
  mkdirSync(folder, {recursive: true})
  // Other test processes do the same at the same time.
  const fresh = join(folder, `.${basename(file)}-${process.pid}`)
  for (const {contents} of outputFiles) writeFileSync(fresh, contents)
  renameSync(fresh, file)
  const sources = [relative(root, import.meta.filename), ...Object.keys(metafile.inputs)]
  const stamps = sources.map((input) => [input, stampOf(input)])
  // What was changed meanwhile may be in it or not.
  if (sources.every((input) => statSync(join(root, input)).mtimeMs < began)) {
    writeFileSync(fresh, JSON.stringify(stamps))
    renameSync(fresh, `${file}.sources`)
  }
  made.add(file)
  return file
}

/** Whether another test process, or an earlier run, made it of the same sources. */
function isFresh(file: string): boolean {
  try {
    const sources = JSON.parse(readFileSync(`${file}.sources`, 'utf8')) as [path: string, stamp: string][]
    statSync(file)
    return sources.every(([path, stamp]) => stampOf(path) === stamp)
  } catch {
    // There is none yet, or a source is gone.
    return false
  }
}

/** @param path relative to the checkout */
function stampOf(path: string): string {
  const {mtimeMs, size} = statSync(join(root, path))
  return `${mtimeMs} ${size}`
}
