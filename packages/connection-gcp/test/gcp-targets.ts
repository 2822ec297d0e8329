import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {GcpTransport} from '../src/gcp-transport.js'
import type {GcpTarget} from '../src/instance-target.js'
import {LocalConnection} from '@gt-town/connection-local'
import {SshConnection} from '@gt-town/connection-ssh'
import type {Sshd} from '../../../test/support/sshd.js'
import {targetOf} from '../../connection-ssh/test/targets.js'

export const place = {project: 'p', zone: 'us-west1-b', instance: 'w1'}

/** An instance whose sshd is this one; its key is trusted under the id 4711. */
export function gcpTarget(sshd: Sshd, changes: Partial<GcpTarget> = {}): GcpTarget {
  const {machine, port, user, keyPath, configFile} = targetOf(sshd)
  const [key = ''] = sshd.hostKeyFiles.map((file) => readFileSync(`${file}.pub`, 'utf8'))
  const knownHosts = join(sshd.folder, 'trusted-instances')
  writeFileSync(knownHosts, `compute.4711 ${key}`)
  return {
    machine,
    port,
    user,
    keyPath,
    knownHosts,
    ...(configFile !== undefined && {configFile}),
    place,
    iap: false,
    ...changes,
  }
}

export function connectTo(target: GcpTarget): SshConnection {
  return new SshConnection(new GcpTransport(new LocalConnection(), target))
}
