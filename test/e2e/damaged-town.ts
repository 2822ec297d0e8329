import {execFileSync} from 'node:child_process'
import {chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli} from './cli.js'
import {treeOf} from './damage/tree.js'
import {makeRepository} from './repositories.js'

/** A healthy town with one rig, and a copy for each test. */
export async function makeTown(folder: string): Promise<string> {
  const town = join(folder, 'healthy')
  const url = makeRepository(join(folder, 'web.git'), [{'README.md': '# web\n'}])
  await runCli(['install', town], {cwd: folder})
  await runCli(['rig', 'add', 'web', url], {cwd: town})
  return town
}

export function copyOf(town: string, name: string): string {
  const copy = join(town, '..', name)
  execFileSync('cp', ['-a', town, copy])
  return copy
}

/** One of everything that --fix repairs: missing, corrupt, of the wrong kind, closed, a link to nowhere. */
export function damage(town: string): string {
  rmSync(join(town, 'mayor/mail'), {recursive: true})
  writeFileSync(join(town, 'mayor/boss/state.json'), '{"version":', {mode: 0o640})
  chmodSync(join(town, 'mayor/boss/state.json'), 0o640)
  rmSync(join(town, 'web/refinery/rig'), {recursive: true})
  rmSync(join(town, 'web/refinery/README.md'))
  mkdirSync(join(town, 'web/refinery/README.md'))
  rmSync(join(town, 'web/refinery/state.json'))
  symlinkSync('nowhere', join(town, 'web/refinery/state.json'))
  writeFileSync(join(town, '.gitignore'), '# mine only\n')
  chmodSync(join(town, 'mayor/rigs'), 0o300)
  return town
}

/** Every entry of a town with its mode and bytes; the doctor's own folder is left out. */
export function entriesOf(town: string): Record<string, string> {
  const entries = [...treeOf(town)].filter(([path]) => path !== 'mayor/doctor' && !path.startsWith('mayor/doctor/'))
  return Object.fromEntries(
    entries.map(([path, {kind, mode, content}]) => [path, `${kind} ${mode.toString(8)} ${content}`]),
  )
}
