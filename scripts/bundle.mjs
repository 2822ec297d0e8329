// Makes dist/gt.cjs: the core, oclif and our plugins' commands and hooks in one file, for a quick start.
// The files it is made from stay where they are: they are what runs without it. See docs/decisions/008.
import {readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {build} from 'esbuild'
import {oclifPatches} from './bundle-patches.mjs'
import {standIns} from './bundle-stand-ins.mjs'
import {root} from './run.mjs'

const outfile = join(root, 'dist', 'gt.cjs')
/** Loaded from node_modules when something needs them. */
const external = [
  'listr2',
  'jsonc-parser',
  'typescript',
  'tsx',
  'ts-node',
  'node-ssh',
  'ssh2',
  'ssh-config',
  '@oclif/plugin-*',
]

const {outputFiles} = await build({
  write: false,
  stdin: {contents: `export {main} from './dist/main.js'`, resolveDir: root},
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifySyntax: true,
  // Names too: each one is looked up when the code cache is read. With DEBUG, bin/run.js takes the single files.
  minifyIdentifiers: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'error',
  external,
  define: {'import.meta.url': '__gt_bundle_url'},
  plugins: [{name: 'own-modules', setup: ownModules}, oclifPatches, standIns],
  charset: 'ascii',
})
// V8 checks a code cache by the length of its source only.
for (const name of await readdir(join(root, 'dist'))) if (name.endsWith('.cache')) await rm(join(root, 'dist', name))
// A script that comes from V8's code cache cannot import(): it is given a function that can. See bin/bundle.js.
const parameters = 'exports,require,module,__filename,__dirname,__gt_bundle_url,__gt_import'
const source = outputFiles[0].text
  .replaceAll(/\bimport\((?!\))/g, '__gt_import(')
  // ASCII, also where esbuild leaves it (regular expressions): V8 keeps such a source at one byte a character.
  .replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
await writeFile(outfile, `(function(${parameters}){${source}\n})`)

// The program in which third-party plugins run: one file, since each file it loads delays every check in it.
const worker = join(root, 'packages', 'plugin-host', 'dist', 'worker', 'main.js')
await buildSmall('plugin-host-worker.cjs', {entryPoints: [worker]})
// What keeps links to machines between commands: see packages/connection-ssh/src/held.
const holder = join(root, 'packages', 'connection-ssh', 'dist', 'held', 'holder-main.js')
await buildSmall('hold.cjs', {entryPoints: [holder], external: ['*.node', 'cpu-features', 'ssh-config']})
// What answers before any of that is loaded: see src/light/run-light.ts.
await buildSmall('light.cjs', {stdin: {contents: await lightSource(), resolveDir: root}})
// What answers Tab: see src/completion/answer-tab.ts.
await buildSmall('complete.cjs', {stdin: {contents: await tabSource(), resolveDir: root}})

/** A program that is loaded by itself, quickly. */
async function buildSmall(name, source) {
  await build({
    ...source,
    outfile: join(root, 'dist', name),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
    // Our modules do nothing but declare: what is not used stays out.
    treeShaking: true,
    banner: {js: `const __gt_own_url = require('node:url').pathToFileURL(__filename).href;`},
    define: {'import.meta.url': '__gt_own_url'},
  })
}

/** `light/names/rig.js` of a plugin exports `rigCandidates`, which knows the names of the kind `rig`. */
async function tabSource() {
  const plugins = await readdir(join(root, 'plugins'))
  const files = await Promise.all(
    plugins.map(async (plugin) => {
      const folder = join('plugins', plugin, 'dist', 'light', 'names')
      const names = await readdir(join(root, folder)).catch(() => [])
      return names
        .filter((name) => name.endsWith('.js'))
        .map((name) => [name.slice(0, -'.js'.length), `./${folder}/${name}`])
    }),
  )
  const imports = files
    .flat()
    .map(([kind, path]) => `import {${exportedName(kind)}Candidates} from ${JSON.stringify(path)}`)
  const kinds = files.flat().map(([kind]) => `${JSON.stringify(kind)}: ${exportedName(kind)}Candidates`)
  return `${imports.join('\n')}
    import {tabAnswerer} from './dist/completion/answer-tab.js'
    export const answerTab = tabAnswerer({${kinds.join(',')}})`
}

/** `mail-check.js` of plugins/mail is its command `mail check`, whose flags are those that oclif knows. */
async function lightSource() {
  const entries = await Promise.all((await readdir(join(root, 'plugins'))).map(lightEntries))
  return `import {lightRunner} from './dist/light/run-light.js'
    export const runLight = lightRunner({${entries.flat().join(',')}})`
}

async function lightEntries(plugin) {
  const folder = join(root, 'plugins', plugin)
  const files = await readdir(join(folder, 'dist', 'light')).catch(() => [])
  const {commands} = JSON.parse(await readFile(join(folder, 'oclif.manifest.json'), 'utf8'))
  return files
    .filter((file) => file.endsWith('.js') && file.slice(0, -'.js'.length).replaceAll('-', ':') in commands)
    .map((file) => {
      const words = file.slice(0, -'.js'.length).split('-')
      const {flags} = commands[words.join(':')]
      const kept = Object.entries(flags).map(([name, {type, options, multiple}]) => [name, {type, options, multiple}])
      const exported = exportedName(file.slice(0, -'.js'.length))
      const path = JSON.stringify(`./plugins/${plugin}/dist/light/${file}`)
      const {strict} = commands[words.join(':')]
      return `${JSON.stringify(words.join(' '))}: {flags: ${JSON.stringify(Object.fromEntries(kept))}, takesWords: ${strict === false}, run: (call) => require(${path}).${exported}(call)}`
    })
}

/** What `mail-check.js` exports: `mailCheck`. */
function exportedName(file) {
  return file.replaceAll(/-(.)/g, (_all, letter) => letter.toUpperCase())
}

/** Commands and hooks of our own packages by the path by which oclif asks for them. */
function ownModules({onLoad, onResolve}) {
  onResolve({filter: /^gt:modules$/}, () => ({path: 'modules', namespace: 'gt'}))
  onLoad({filter: /./, namespace: 'gt'}, async () => ({
    contents: await modulesSource(),
    resolveDir: root,
    loader: 'js',
  }))
}

async function modulesSource() {
  const names = await readdir(join(root, 'plugins'))
  const files = await Promise.all(
    names.map(async (name) =>
      (await modulesOf(join(root, 'plugins', name))).map((path) => [
        `@gt-town/plugin-${name}`,
        `plugins/${name}`,
        path,
      ]),
    ),
  )
  const own = (await modulesOf(root)).map((path) => ['@gt-town/cli', '.', path])
  const modules = [...files.flat(), ...own].map(
    ([name, folder, path]) =>
      `${JSON.stringify(`${name}/${path}`)}: () => import(${JSON.stringify(`./${folder}/${path}`)})`,
  )
  return `
    import {dirname, join, relative, sep} from 'node:path'
    import {pathToFileURL} from 'node:url'
    const modules = {${modules.join(',\n')}}
    const root = dirname(__dirname)
    const folders = ${JSON.stringify(Object.fromEntries([...names.map((name) => [`plugins/${name}`, `@gt-town/plugin-${name}`]), ['dist', '@gt-town/cli/dist']]))}
    function nameOf(path) {
      // A checkout: npm links our plugins, so their real paths are below us. Installed: they are beside us.
      for (const [folder, name] of Object.entries(folders)) {
        if (path.startsWith(join(root, folder) + sep)) return name + '/' + relative(join(root, folder), path)
      }
      const home = [join(root, 'node_modules'), dirname(dirname(root))].find((folder) => path.startsWith(folder + sep))
      return home === undefined ? '' : relative(home, path)
    }
    export async function load(path) {
      const found = modules[nameOf(path)]
      return found ? found() : import(pathToFileURL(path).href)
    }
    export async function loadHook(folder, target) {
      const filePath = join(folder, target)
      const found = modules[nameOf(filePath)]
      return found && {filePath, isESM: true, module: await found()}
    }`
}

/** What oclif may import of a package: its commands, its hooks and the core's help. */
async function modulesOf(folder) {
  const entries = await readdir(join(folder, 'dist'), {recursive: true})
  return entries.filter((entry) => /^((commands|hooks)\/.*|help)\.js$/.test(entry)).map((entry) => `dist/${entry}`)
}
