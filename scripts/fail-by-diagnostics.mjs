import process from 'node:process'
import ts from 'typescript'
import {root} from './run.mjs'

/** Prints what the compiler complains of, and ends this process; where that is nothing, returns. */
export function failBy(diagnostics) {
  if (diagnostics.length === 0) return
  console.error(
    ts.formatDiagnosticsWithColorAndContext(diagnostics, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    }),
  )
  process.exit(1)
}
