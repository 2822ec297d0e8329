import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {dirname} from 'node:path'

/** What depends on a file is only made anew where the file is. */
export async function writeIfChanged(file, text) {
  const before = await readFile(file, 'utf8').catch(() => '')
  if (before === text) return
  await mkdir(dirname(file), {recursive: true})
  await writeFile(file, text)
}
