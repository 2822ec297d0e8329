// npm run schemas: JSON Schemas of what --json prints, one a command, from the types that the commands return.
// With --check it writes nothing and fails when one is stale.
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join, relative} from 'node:path'
import process from 'node:process'
import {format} from 'oxfmt'
import ts from 'typescript'
import {root} from './run.mjs'
import {schemaOfType} from './schema-of-type.mjs'

const isCheck = process.argv.includes('--check')

/** What is printed otherwise than as the command's result: a document a line, or one that other programs have a schema of. */
const printed = {
  'machine forward': ['plugins/federation/src/domain/forward-request.ts', 'ForwardDocument'],
  'mail read': ['plugins/mail/src/render/mail-document.ts', 'ReadDocument'],
  'mail watch': ['plugins/mail/src/render/mail-document.ts', 'WatchedDocument'],
  schema: ['src/schemas.ts', 'SchemaList'],
  'machine exec': ['plugins/federation/src/render/run-document.ts', 'RunDocument'],
}
/** Of these each line is a document. */
const linewise = new Set(['machine exec', 'mail watch'])
/** Their schemas are written by hand. */
const byHand = new Set(['doctor', 'doctor checks'])

const parts = ['.', ...readdirSync(join(root, 'plugins')).map((name) => join('plugins', name))]
const commands = parts.flatMap((part) => commandsIn(part))
const {options} = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.json'), undefined, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
    throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
  },
})
const files = [...commands.map(({file}) => file), ...Object.values(printed).map(([file]) => join(root, file))]
const program = ts.createProgram(files, {...options, noEmit: true})
const checker = program.getTypeChecker()

const style = JSON.parse(readFileSync(join(root, '.oxfmtrc.json'), 'utf8'))
const wanted = new Map()
for (const {words, file, part} of commands) {
  if (byHand.has(words)) continue
  const schema = schemaFor(words, file)
  if (schema === undefined) continue
  const path = join(root, part, 'schemas', 'output', `${words.replaceAll(' ', '-')}.json`)
  const {code, errors} = await format(path, JSON.stringify(schema), style)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  wanted.set(path, code)
}
const stale = [...wanted].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
const gone = parts
  .map((part) => join(root, part, 'schemas', 'output'))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => !wanted.has(path))
if (isCheck && stale.length + gone.length > 0) {
  const names = [...stale.map(([path]) => path), ...gone].map((path) => relative(root, path))
  console.error(`stale: ${names.join(', ')}\nrun: node scripts/document-schemas.mjs, then commit them`)
  process.exit(1)
}
for (const [path, text] of stale) {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, text)
}
for (const path of gone) rmSync(path)

/** The commands of a package, and where each is written. */
function commandsIn(part) {
  const folder = join(root, part, 'src', 'commands')
  if (!existsSync(folder)) return []
  return readdirSync(folder, {recursive: true})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const words = name
        .replace(/\.ts$/, '')
        .split('/')
        .filter((word) => word !== 'index')
      return {words: words.join(' '), file: join(folder, name), part}
    })
    .sort((a, b) => (a.words < b.words ? -1 : 1))
}

/** @returns undefined where the command has no --json */
function schemaFor(words, file) {
  const command = exportedType(file, 'default')
  const statics = checker.getTypeOfSymbol(exportedSymbol(file, 'default'))
  const flag = statics.getProperty('enableJsonFlag')
  const declared = flag?.valueDeclaration?.initializer?.getText()
  if (declared === 'false') return undefined
  const override = printed[words]
  const type = override
    ? exportedType(join(root, override[0]), override[1])
    : checker.getAwaitedType(checker.getTypeOfSymbol(command.getProperty('run')).getCallSignatures()[0].getReturnType())
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:gt-town:schema:output:${words.replaceAll(' ', '-')}`,
    title: `What gt ${words} --json prints${linewise.has(words) ? ', one document a line' : ''}`,
    readOnly: true,
    ...schemaOfType(checker, type),
  }
}

function exportedSymbol(file, name) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file))
  const found = checker.getExportsOfModule(module).find((symbol) => symbol.name === name)
  if (!found) throw new Error(`${relative(root, file)} exports no ${name}`)
  return found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found
}

function exportedType(file, name) {
  return checker.getDeclaredTypeOfSymbol(exportedSymbol(file, name))
}
