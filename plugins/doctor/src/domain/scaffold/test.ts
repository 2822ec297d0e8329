/** A test of the check with contract-testing's `testCheck`, which needs no town, no network and no real files. */
export function testSource(): string {
  return `import {describe, it} from 'node:test'
import {testCheck} from '@gt-town/contract-testing'
import {rigNotes} from '../src/checks/rig-notes.js'

// The rig of these tests is /town/beads. Each case is a tree: paths, and what is in the files.
testCheck(
  rigNotes,
  {
    passes: [{'/town/beads/NOTES.md': 'written by someone'}],
    fails: [
      {
        tree: {'/town/beads/': ''},
        message: 'Missing NOTES.md',
        path: '/town/beads/NOTES.md',
        fixed: {'/town/beads/NOTES.md': '# beads\\n\\nWhat to know before working on this project.\\n'},
      },
    ],
  },
  {describe, it},
)
`
}
