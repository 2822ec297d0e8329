// Makes modules of the programs in perl and sh, since only `dist` of a package is shipped. Quick, and writes nothing when nothing
// has changed. Comments and blank lines stay here: a program is sent whenever a machine is connected to.
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {completionScripts, partsOf, remotePrograms} from './remote-programs.mjs'
import {root} from './run.mjs'
import {writeIfChanged} from './write-if-changed.mjs'

for (const [folder, programs] of Object.entries(remotePrograms)) {
  const lines = await Promise.all(
    programs.map(async (program) => {
      const text = (await partsOf(folder, program)).map((part) => withoutComments(part.text)).join('')
      return `export const ${program.name}: string = ${JSON.stringify(text)}\n`
    }),
  )
  const head = '// Made by scripts/build-programs.mjs from the files in perl and sh of this folder.\n'
  await writeIfChanged(join(root, folder, 'generated', 'programs.ts'), `${head}${lines.join('')}`)
}

const completion = await Promise.all(
  completionScripts.map(async ({shell, file}) => [shell, await readFile(join(root, file), 'utf8')]),
)
await writeIfChanged(
  join(root, 'src', 'completion', 'generated', 'scripts.ts'),
  `// Made by scripts/build-programs.mjs from src/completion/scripts.\nexport const scripts = ${JSON.stringify(Object.fromEntries(completion))} as const\n`,
)

/** Neither language lets a line of one of our texts begin with `#` for another reason. */
function withoutComments(text) {
  return text.replaceAll(/^[ \t]*(#.*)?\n/gm, '')
}
