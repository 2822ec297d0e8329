import {pathToFileURL} from 'node:url'
import {compiled} from '../../../test/support/compiled.js'

/** Packages that scripts of these tests may import, compiled: Node starts them far more quickly than through tsx. */
const sources = {
  '@gt-town/command': new URL('../src/index.ts', import.meta.url),
  '@gt-town/contract': new URL('../../contract/src/index.ts', import.meta.url),
}

/** What starts Node with a script as a module; streams of the whole process are tried in a process of their own. */
export function nodeWords(script: string): string[] {
  const text = Object.entries(sources).reduce(
    (whole, [name, source]) =>
      whole.includes(`'${name}'`) ? whole.replaceAll(`'${name}'`, `'${pathToFileURL(compiled(source)).href}'`) : whole,
    script,
  )
  return ['--input-type=module', '--eval', text]
}
