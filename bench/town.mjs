import {linkSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {makeProject} from '../scripts/make-project.mjs'
import {env, gt, output} from './measure.mjs'

/** A healthy town: one rig made for real, the others copied from it file by file as hard links. */
export function makeTown(town, {rigs, polecats}) {
  const project = `${town}-project`
  makeProject(project, env)
  const run = (...words) => output('node', [gt, ...words])
  run('install', town)
  run('rig', 'add', 'rig0', project, '--town', town)
  for (let index = 0; index < polecats; index++) run('polecat', 'add', `rig0/worker${index}`, '--town', town)

  const state = JSON.parse(readFileSync(join(town, 'mayor', 'state.json'), 'utf8'))
  const ignore = readFileSync(join(town, '.gitignore'), 'utf8')
  const ignored = []
  for (let index = 1; index < rigs; index++) {
    const name = `rig${index}`
    copyTree(join(town, 'rig0'), join(town, name))
    copyTree(join(town, 'mayor', 'rigs', 'rig0'), join(town, 'mayor', 'rigs', name))
    state.projects[name] = state.projects.rig0
    ignored.push(
      ...ignore
        .split('\n')
        .filter((line) => line.includes('rig0'))
        .map((line) => line.replaceAll('rig0', name)),
    )
  }
  writeFileSync(join(town, 'mayor', 'state.json'), JSON.stringify(state, null, 2))
  const lines = ignore.split('\n')
  lines.splice(lines.findLastIndex((line) => line.includes('rig0')) + 1, 0, ...ignored)
  writeFileSync(join(town, '.gitignore'), lines.join('\n'))
}

function copyTree(from, to) {
  mkdirSync(to)
  for (const entry of readdirSync(from, {withFileTypes: true})) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyTree(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else linkSync(source, target)
  }
}
