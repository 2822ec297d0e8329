import {printable, quoteIfNeeded} from '@gt-town/text'
import {table} from '@gt-town/command'
import type {Installation} from '../domain/town/installation.js'

/**
 * What was made and what to do next.
 * @param options.isElsewhere the town is not the current folder, so one has to go there first
 */
export function renderInstallation(installation: Installation, options: {isElsewhere: boolean}): string {
  const {path, refreshed, machine} = installation
  const rows = explain(installation)
  const isThere = machine !== 'local'
  const place = printable(path) + (isThere ? ` on ${machine}` : '')
  if (refreshed && rows.length === 0) return `The town in ${place} is complete: nothing to do`
  const title = refreshed ? `Completed the town in ${place}` : `Made a town in ${place}`
  const lines = [
    title,
    ...table(rows)
      .split('\n')
      .map((line) => `  ${line}`),
  ]
  const go = options.isElsewhere && !isThere ? `cd ${quoteIfNeeded(place)} && ` : ''
  const next = `Next: ${go}gt rig add NAME GIT_URL${isThere ? ` --machine ${machine}` : ''}`
  return [...lines, ...(refreshed ? [] : [next])].join('\n')
}

/** One row for each entry at the town's top; a refresh names every single one. */
function explain({config_dir, created, changed, refreshed}: Installation): string[][] {
  const purposes: Record<string, string> = {
    [config_dir]: 'configuration, registry of rigs, mail',
    'CLAUDE.md': 'instructions for the mayor',
    '.gitignore': 'keeps clones and state out of git',
    '.git': 'a new repository, nothing is committed yet',
  }
  const names = refreshed ? created : [...new Set(created.map((name) => name.split('/')[0] ?? name))]
  return [
    ...names.map((name) => [printable(name), purposes[name] ?? 'was missing']),
    ...changed.map((name) => [
      printable(name),
      name === '.gitignore' ? 'lines of gt added, yours are as they were' : 'updated',
    ]),
  ]
}
