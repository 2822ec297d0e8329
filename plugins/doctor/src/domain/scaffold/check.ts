/** One check whose fix only makes a file that is not there. */
export function checkSource({prefix}: {prefix: string}): string {
  return `// @ts-check
/** @import {Rig, RigCheck} from '@gt-town/contract' */

/**
 * A rig's folder holds clones and nothing that says what they are for. People and agents look for it in NOTES.md.
 * @type {RigCheck}
 */
export const rigNotes = {
  id: '${prefix}/rig-notes',
  title: 'Notes about the rig exist',
  category: '${prefix}',
  scope: 'rig',
  description: 'Looks for NOTES.md in the folder of the rig: what to know before working on the project.',
  remedy: 'Write NOTES.md into the folder of the rig.',
  requires: ['workspace/rig-folder'],

  async run({connection, rig}) {
    const path = notesFile(rig)
    if (await connection.fileExists(path)) return {status: 'pass'}
    return {status: 'fail', message: 'Missing NOTES.md', path}
  },

  async fix({connection, rig}) {
    const path = notesFile(rig)
    if (await connection.fileExists(path)) return
    const text = \`# \${rig.name}\\n\\nWhat to know before working on this project.\\n\`
    await connection.writeFile(path, text, {exclusive: true})
  },
}

/** @param {Rig} rig */
function notesFile(rig) {
  return \`\${rig.path}/NOTES.md\`
}
`
}
