// Writes dist/completion.json: what completion has to know of gt's own commands, from the manifests and from gt itself; and dist/help.json.
import {spawnSync} from 'node:child_process'
import {readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import process from 'node:process'
import {commandOfManifest} from '../dist/completion/command-of-manifest.js'
import {root} from './run.mjs'

/** What commands of oclif's own take. */
const foreign = {
  help: {args: {command: 'command'}},
  'plugins:inspect': {args: {plugin: 'plugin'}},
  'plugins:link': {args: {path: 'folder'}},
  'plugins:uninstall': {args: {plugin: 'plugin'}},
}
const summaries = {
  plugins: 'List the installed plugins.',
  'plugins:inspect': 'Show what is installed of a plugin.',
  'plugins:uninstall': 'Remove a plugin.',
  'plugins:update': 'Update all plugins.',
}

const plugins = (await readdir(join(root, 'plugins'))).map((name) => join(root, 'plugins', name))
const others = ['help', 'plugins'].map((name) => join(root, 'node_modules', '@oclif', `plugin-${name}`))
const commands = {}
const topics = {}
const aliases = {}
// gt's own come last, so that they stand for those of oclif that they replace.
for (const folder of [...others, ...plugins, root]) {
  const manifest = JSON.parse(await readFile(join(folder, 'oclif.manifest.json'), 'utf8'))
  for (const [id, command] of Object.entries(manifest.commands)) {
    const {completion = foreign[id], summary = summaries[id]} = command
    const known = commandOfManifest({...command, completion, summary})
    const name = id.replaceAll(':', ' ')
    if (known) commands[name] = known
    else delete commands[name]
    for (const alias of [...(command.aliases ?? []), ...(command.hiddenAliases ?? [])])
      aliases[alias.replaceAll(':', ' ')] = name
  }
  const {oclif} = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  for (const [name, {description}] of Object.entries(oclif.topics ?? {})) topics[name] = description
}
const names = {
  check: Object.fromEntries(ask('doctor', 'checks').checks.map(({id, title}) => [id, title])),
  schema: Object.fromEntries(ask('schema').schemas.map(({name, what}) => [name, what])),
  shell: {bash: '', zsh: '', fish: ''},
}
await writeFile(join(root, 'dist', 'completion.json'), `${JSON.stringify({commands, aliases, topics, names})}\n`)

// Root help, without the plugins that a user may have: see bin/root-help.js.
const help = {
  plain: helpWith({OCLIF_COLUMNS: '80', NO_COLOR: '1'}),
  narrow: helpWith({OCLIF_COLUMNS: '80', FORCE_COLOR: '1'}),
  wide: helpWith({OCLIF_COLUMNS: '100', FORCE_COLOR: '1'}),
}
await writeFile(join(root, 'dist', 'help.json'), `${JSON.stringify(help)}\n`)

function helpWith(more) {
  const env = {
    ...process.env,
    FORCE_COLOR: undefined,
    NO_COLOR: undefined,
    GT_DATA_DIR: join(root, 'dist', 'no-plugins'),
    ...more,
  }
  const {stdout, status} = spawnSync(process.execPath, [join(root, 'bin', 'run.js'), '--help'], {env, encoding: 'utf8'})
  if (status !== 0) throw new Error(`gt --help ended with ${status}: ${stdout}`)
  return stdout
}

function ask(...words) {
  const env = {...process.env, GT_DATA_DIR: join(root, 'dist', 'no-plugins')}
  const {stdout, status} = spawnSync(process.execPath, [join(root, 'bin', 'run.js'), ...words, '--json'], {env})
  if (status !== 0) throw new Error(`gt ${words.join(' ')} ended with ${status}: ${stdout}`)
  return JSON.parse(stdout)
}
