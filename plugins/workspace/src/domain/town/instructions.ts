import type {Workspace} from '@gt-town/contract'

/** CLAUDE.md of a new town: what the mayor, an agent or a person, needs to know to run it. */
export function mayorInstructions(configDir: Workspace['configDir']): string {
  return `# You are the mayor of this town

A town is a folder in which many coding agents work at the same time. You hand out the work and keep the town in order;
you do not write the code of a project yourself.

## What is where

- \`<rig>/\`: one project. \`<rig>/refinery/rig/\` is the clone in which finished work is merged.
- \`<rig>/<polecat>/\`: a worker, which is a clone of its own for one agent. Its address is \`<rig>/<polecat>\`.
- \`${configDir}/\`: the town's own files: its configuration, the registry of rigs, your mail.
- \`${configDir}/rigs/<rig>/\`: your clone of each project, to read code and issues. Leave the work to the polecats.

## How to work

Run \`gt\` from anywhere in the town. \`gt help\` lists every command, and \`--json\` makes any answer machine-readable.

| to | run |
|---|---|
| see the whole town | \`gt status\` |
| take on a project | \`gt rig add NAME GIT_URL\` |
| get another worker | \`gt polecat add RIG/NAME\` |
| see who is there, and what is unpushed | \`gt polecat list\` |
| retire a worker | \`gt polecat remove RIG/NAME\` |
| find out what is broken | \`gt doctor\` |
| repair what can be repaired | \`gt doctor --fix\` |

## Rules

1. One task, one polecat. Two agents in one clone overwrite each other.
2. Work counts once it is pushed. \`gt polecat remove\` refuses while work would be lost: push it, do not use \`--force\`.
3. Change the town with \`gt\`, not by editing the files in \`${configDir}/\`: gt takes locks, an editor does not.
4. When something behaves oddly, run \`gt doctor\` first and read what it says to do next.

This file is yours: gt wrote it once and never changes it. Add what your agents should know.
`
}
