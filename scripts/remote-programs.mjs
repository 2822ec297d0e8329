// The programs that gt has run by perl and sh, mostly on other machines: each is written as parts, in files of its language.
import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {root} from './run.mjs'

/** Variables that whoever sends the program sets before it. */
const shellGiven = ['token', 'control', 'uid', 'sh', 'env', 'setsid', 'sleep', 'mark', 'inner', 'outer']

/** By the folder of the parts; what is made of them is in its `generated/programs.ts`. */
export const remotePrograms = {
  'packages/connection-ssh/src/agent': [
    {name: 'startProgram', parts: ['start.sh']},
    {name: 'directProgram', parts: ['direct.sh']},
    {
      name: 'perlProgram',
      parts: ['base', 'reads', 'changes', 'workers', 'processes', 'locks', 'loop', 'main'].map(
        (part) => `perl/${part}.pl`,
      ),
    },
    {name: 'controlProgram', parts: ['shell/control.sh'], given: ['gt_token', 'gt_silence']},
    {
      name: 'shellProgram',
      parts: ['base', 'watch', 'reads', 'changes', 'run', 'locks', 'ready'].map((part) => `shell/${part}.sh`),
      given: shellGiven.map((name) => `gt_${name}`),
    },
    {name: 'innerProgram', parts: ['shell/watch.sh', 'shell/run-inner.sh']},
    {name: 'outerProgram', parts: ['shell/run-outer.sh']},
  ],
  'packages/connection/src/implementing': [{name: 'probeProgram', parts: ['probe.sh']}],
  'plugins/mail/src/operations/append': [{name: 'appendProgram', parts: ['append.sh']}],
  'plugins/sessions/src/operations/programs': [
    {name: 'inspectProgram', parts: ['environments.sh', 'inspect.sh'], given: ['gt_town']},
    {name: 'stopProgram', parts: ['environments.sh', 'stop.sh'], given: ['gt_town']},
    ...['start', 'event', 'keep', 'post'].map((name) => ({name: `${name}Program`, parts: [`${name}.sh`]})),
  ],
}

/** What shells load for completion. */
export const completionScripts = ['bash', 'zsh', 'fish'].map((shell) => ({
  shell,
  file: `src/completion/scripts/gt.${shell}`,
}))

/** @returns the files of a program, by their paths in the checkout, and what is in them */
export async function partsOf(folder, {parts}) {
  return Promise.all(
    parts.map(async (part) => {
      const file = `${folder}/${part}`
      return {file, text: await readFile(join(root, file), 'utf8')}
    }),
  )
}
