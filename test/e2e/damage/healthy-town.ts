import {execFileSync} from 'node:child_process'
import {appendFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import {addPolecat} from '../../../plugins/workspace/src/use-cases/add-polecat.js'
import {addRig} from '../../../plugins/workspace/src/use-cases/add-rig.js'
import {install} from '../../../plugins/workspace/src/use-cases/install.js'

export const rigNames = ['beads', 'gas', 'web']
export const polecatNames = ['happy', 'sad']

/** A town of three rigs with two polecats each, in use: work that is not committed, mail, notes, settings of its owner. */
export async function makeHealthyTown(folder: string): Promise<string> {
  const town = join(folder, 'healthy')
  const connection = new LocalConnection()
  const {signal} = new AbortController()
  mkdirSync(town)
  await install({connection}, {path: town, force: false, git: true, name: 'test', now: new Date(), signal})
  const here = {connection, workspace: {root: town, configDir: 'mayor'}} as const
  const where = {machine: 'local', hub: here, target: here}
  for (const rig of rigNames) {
    await addRig(where, {name: rig, gitUrl: makeOrigin(folder, rig)}, {from: () => folder, signal})
    for (const polecat of polecatNames) {
      await addPolecat(where, {kind: 'polecat', machine: 'local', rig, polecat})
      work(join(town, rig, polecat), polecat)
      const mail = join(town, rig, '.gastown', 'mail', polecat)
      mkdirSync(mail, {recursive: true})
      writeFileSync(join(mail, 'inbox.jsonl'), `{"id":"${rig}-${polecat}"}\n`)
    }
    write(town, join(rig, 'notes', 'plan.md'), `the plan for ${rig}\n`)
    write(town, join(rig, 'refinery', 'rig', 'half-merged.txt'), 'a merge in progress\n')
    addKey(join(town, rig, '.gastown', 'config.json'))
    addKey(join(town, rig, 'refinery', 'state.json'))
  }
  for (const file of ['config.json', 'state.json', 'boss/state.json']) addKey(join(town, 'mayor', file))
  appendFileSync(join(town, '.gitignore'), '# mine\n*.secret\n')
  appendFileSync(join(town, 'CLAUDE.md'), '\nMy own instructions.\n')
  write(town, 'mayor/mail/inbox.jsonl', '{"id":"1"}\n')
  write(town, 'mayor/notes.md', 'my notes\n')
  write(town, 'docs/readme.md', 'my docs\n')
  return town
}

function makeOrigin(folder: string, name: string): string {
  const origin = join(folder, 'origins', name)
  mkdirSync(origin, {recursive: true})
  git(origin, 'init', '-q', '-b', 'main')
  write(origin, 'README.md', `# ${name}\n`)
  write(origin, 'src/index.js', `export const name = '${name}'\n`)
  git(origin, 'add', '.')
  git(origin, 'commit', '-q', '-m', 'begin')
  // A path instead of a URL would share objects with the origin, and one damage would hit all there is.
  return `file://${origin}`
}

/** A commit that is nowhere else, and changes without one. */
function work(clone: string, polecat: string): void {
  write(clone, 'src/feature.js', `export const by = '${polecat}'\n`)
  git(clone, 'add', '.')
  git(clone, 'commit', '-q', '-m', `work of ${polecat}`)
  appendFileSync(join(clone, 'README.md'), 'not committed yet\n')
  write(clone, 'scratch.txt', 'untracked\n')
}

/** What a user adds to a file of gt's has to survive too. */
function addKey(path: string): void {
  const document = JSON.parse(readFileSync(path, 'utf8')) as object
  writeFileSync(path, `${JSON.stringify({...document, mine: {keep: 'this'}}, null, 4)}\n`)
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), {recursive: true})
  writeFileSync(join(folder, path), text)
}

function git(cwd: string, ...words: string[]): void {
  // Names of objects depend on the time of a commit, and which of them is hit must not.
  const date = '2024-01-15T10:30:00Z'
  const env = {...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date}
  const author = ['-c', 'user.name=gt', '-c', 'user.email=gt@example.invalid']
  execFileSync('git', [...author, ...words], {cwd, env, stdio: ['ignore', 'ignore', 'inherit']})
}
