import {build} from 'esbuild'
import {basename, join} from 'node:path'
import {fileURLToPath} from 'node:url'

/**
 * A program of the tests and the sources that it imports as one file of plain JavaScript, which starts several times as fast as one that
 * is compiled as it is loaded.
 * @param folder where the file is put
 * @returns its path
 */
export async function bundled(program: URL, folder: string): Promise<string> {
  const source = fileURLToPath(program)
  const outfile = join(folder, `${basename(source, '.ts')}.mjs`)
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['gt-source'],
    mainFields: ['module', 'main'],
    sourcemap: 'inline',
    logLevel: 'error',
  })
  return outfile
}
