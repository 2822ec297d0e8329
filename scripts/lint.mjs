// ESLint and the compiler's own errors, from one program of types: each alone would read and check all sources again.
import {ESLint} from 'eslint'
import process from 'node:process'
import ts from 'typescript'
import {join} from 'node:path'
import {failBy} from './fail-by-diagnostics.mjs'
import {root} from './run.mjs'

const {options, fileNames} = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.test.json'), undefined, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => failBy([diagnostic]),
})
const program = ts.createProgram(fileNames, options)
failBy(ts.getPreEmitDiagnostics(program))

const eslint = new ESLint({
  cwd: root,
  overrideConfig: {files: ['**/*.ts'], languageOptions: {parserOptions: {project: null, programs: [program]}}},
})
const results = await eslint.lintFiles('.')
const said = (await eslint.loadFormatter('stylish')).format(results)
if (said) console.error(said)
if (results.some(({errorCount, warningCount}) => errorCount + warningCount > 0)) process.exitCode = 1
