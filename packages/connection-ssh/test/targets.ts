import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {SshTarget} from '../src/transport/target.js'
import type {Sshd} from '../../../test/support/sshd.js'

/** A target that knows a server's key and has its own, and nothing of whoever runs the tests. */
export function targetOf(sshd: Sshd, changes: Partial<SshTarget> = {}): SshTarget {
  const knownHosts = join(sshd.folder, 'trusted')
  writeFileSync(knownHosts, sshd.knownHosts.map((line) => `${line}\n`).join(''))
  return {
    machine: 'west',
    host: sshd.host,
    port: sshd.port,
    user: sshd.user,
    keyPath: sshd.clientKey,
    knownHosts,
    configFile: emptyConfig(sshd),
    ...changes,
  }
}

/** No agent, no keys and no known hosts of the user or the system. */
export function emptyConfig(sshd: Sshd, lines: readonly string[] = []): string {
  const file = join(sshd.folder, `config-${Math.random().toString(36).slice(2)}`)
  const quiet = ['IdentityAgent none', 'UserKnownHostsFile none', 'GlobalKnownHostsFile none', 'IdentityFile none']
  writeFileSync(file, [...lines, 'Host *', ...quiet, ''].join('\n'))
  return file
}

/** A folder of its own, removed at the end of the scope. */
export function scratch(): AsyncDisposable & {path: string; file: (name: string, text: string) => string} {
  const path = mkdtempSync(join(realpathSync(tmpdir()), 'gt-ssh-'))
  return {
    path,
    file: (name, text) => {
      writeFileSync(join(path, name), text)
      return join(path, name)
    },
    [Symbol.asyncDispose]: async () => {
      rmSync(path, {recursive: true, force: true})
      return Promise.resolve()
    },
  }
}
