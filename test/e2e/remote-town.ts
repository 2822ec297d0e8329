import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Sshd} from '../support/sshd.js'

/** What machines.json says of a machine behind this sshd. @param port where it is reached, if not there */
export function wayTo({host, port, clientKey}: Sshd, more: {workspace?: string; ssh_port?: number} = {}): object {
  return {type: 'ssh', ssh_host: host, ssh_port: port, ssh_key_path: clientKey, ...more}
}

/** The same as words of `gt machine add`. */
export function wordsTo({host, port, clientKey}: Sshd): string[] {
  return ['--host', host, '--port', String(port), '--key', clientKey]
}

/** Gives a town machines, and trusts the keys of these. */
export function addMachines(town: string, machines: Record<string, object>, sshds: readonly Sshd[]): void {
  writeFileSync(join(town, 'mayor/machines.json'), JSON.stringify({version: 1, machines}))
  writeFileSync(
    join(town, 'mayor/known_hosts'),
    sshds.flatMap(({knownHosts}) => knownHosts.map((line) => `${line}\n`)).join(''),
  )
}

/** Copies a rig of a town, so often, as gt would list it. */
export function copyRig(town: string, rig: string, names: readonly string[]): void {
  const stateFile = join(town, 'mayor/state.json')
  const state = JSON.parse(readFileSync(stateFile, 'utf8')) as {projects: Record<string, unknown>}
  const ignoreFile = join(town, '.gitignore')
  const lines = readFileSync(ignoreFile, 'utf8').split('\n')
  const own = lines.filter((line) => line.includes(rig))
  const script = 'rig=$1; shift; for name; do cp -a "$rig" "$name"; cp -a "mayor/rigs/$rig" "mayor/rigs/$name"; done'
  execFileSync('sh', ['-ec', script, 'sh', rig, ...names], {cwd: town})
  for (const name of names) {
    state.projects[name] = state.projects[rig]
    lines.splice(
      lines.findLastIndex((line) => own.includes(line)) + 1,
      0,
      ...own.map((line) => line.replaceAll(rig, name)),
    )
  }
  writeFileSync(stateFile, JSON.stringify(state))
  writeFileSync(ignoreFile, lines.join('\n'))
}
