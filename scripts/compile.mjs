// All of src/ to dist/, JavaScript and declarations, from one program: `tsc -b` takes four times as long for as many packages as
// there are here. It tells what it cannot write; whether the types are right is told by the linter, which has to know them anyway.
import {readdirSync, existsSync} from 'node:fs'
import {join, relative, sep} from 'node:path'
import ts from 'typescript'
import {failBy} from './fail-by-diagnostics.mjs'
import {root} from './run.mjs'
import {writeIfChanged} from './write-if-changed.mjs'

const read = (file) => ts.parseConfigFileTextToJson(file, ts.sys.readFile(join(root, file)))
const {options} = ts.convertCompilerOptionsFromJson(read('tsconfig.json').config.compilerOptions, root)
const program = ts.createProgram(sources(), {
  ...options,
  noEmit: false,
  declaration: true,
  noCheck: true,
  rootDir: root,
  // Nothing is written there: each file has its place beside its own src/.
  outDir: join(root, 'dist'),
})
const written = []
const {diagnostics} = program.emit(undefined, (path, text) => written.push([placeOf(path), text]))
failBy([...program.getSyntacticDiagnostics(), ...program.getOptionsDiagnostics(), ...diagnostics])
for (const [path, text] of written) await writeIfChanged(path, text)

function sources() {
  const parts = ['packages', 'plugins'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  )
  return ['', ...parts]
    .map((part) => join(root, part, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, {recursive: true}).map((name) => join(folder, name)))
    .filter((path) => /\.[jt]s$/.test(path))
}

/** dist/packages/x/src/a.js is packages/x/dist/a.js. */
function placeOf(path) {
  const parts = relative(join(root, 'dist'), path).split(sep)
  const at = parts.indexOf('src')
  return join(root, ...parts.slice(0, at), 'dist', ...parts.slice(at + 1))
}
