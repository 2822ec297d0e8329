import {probeArgv} from '@gt-town/connection'
import {LocalConnection} from '@gt-town/connection-local'
import {connectMachine} from '@gt-town/connection-ssh'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {tsImport} from 'tsx/esm/api'
import {remoteDoctorRow} from './remote-doctor.mjs'
import {bareNode, gt, medians, output} from './measure.mjs'

const many = 16

/** Machines on loopback, each with an sshd of its own. */
export async function* machineRows({rounds, folder}) {
  const {startSshd} = await tsImport('../test/support/sshd.ts', import.meta.url)
  const sshds = []
  try {
    for (let index = 0; index < many; index++) sshds.push(await startSshd())
    yield statusRow(sshds, {rounds, folder})
    yield await execRow(sshds[0], {rounds, folder})
    yield await remoteDoctorRow(sshds[0], {rounds, folder})
  } finally {
    for (const sshd of sshds) await sshd.stop()
  }
}

/** `gt machine status` of all against ssh sixteen times at once, which runs the same probe. */
function statusRow(sshds, {rounds, folder}) {
  const town = join(folder, 'machines')
  mkdirSync(town)
  output('node', [gt, 'install', town, '--no-git'])
  const machines = Object.fromEntries(
    sshds.map(({host, port, clientKey}, index) => [
      `m${index}`,
      {type: 'ssh', ssh_host: host, ssh_port: port, ssh_key_path: clientKey},
    ]),
  )
  const known = join(town, 'mayor', 'known_hosts')
  writeFileSync(join(town, 'mayor', 'machines.json'), JSON.stringify({version: 1, machines}))
  writeFileSync(known, sshds.map(({knownHosts}) => `${knownHosts[0]}\n`).join(''))
  const probe = join(folder, 'probe.sh')
  writeFileSync(probe, probeArgv(undefined)[2])
  const list = join(folder, 'list')
  writeFileSync(list, sshds.map(({port, clientKey}) => `${port} ${clientKey}\n`).join(''))
  const options = `-F /dev/null -o BatchMode=yes -o UserKnownHostsFile=${known} -o IdentitiesOnly=yes`
  const one = `ssh ${options} -p "$1" -i "$2" 127.0.0.1 sh -s <${probe}`
  const xargs = ['sh', '-c', `xargs -P${many} -L1 sh -c '${one}' sh <${list}`]
  const [ours, theirs] = medians([['node', gt, 'machine', 'status', '--town', town, '--timeout', '60'], xargs], rounds)
  return {
    what: `gt machine status of ${many} / xargs -P${many} ssh`,
    value: ours / theirs,
    absolute: `${ours.toFixed(0)} ms / ${theirs.toFixed(0)} ms`,
    bound: 1,
    aim: 0.5,
  }
}

/** A command on a connection that is up. */
async function execRow(sshd, {rounds, folder}) {
  const knownHosts = join(folder, 'known_hosts')
  writeFileSync(knownHosts, sshd.knownHosts.map((line) => `${line}\n`).join(''))
  const {host, port, clientKey: keyPath} = sshd
  const target = {machine: 'west', host, port, keyPath, knownHosts, transport: 'ssh2'}
  const connection = connectMachine(new LocalConnection(), target)
  const times = []
  try {
    await connection.execute(['true'], {effect: 'read'})
    for (let round = 0; round < rounds * 10; round++) {
      const start = performance.now()
      await connection.execute(['true'], {effect: 'read'})
      times.push(performance.now() - start)
    }
  } finally {
    await connection[Symbol.asyncDispose]()
  }
  const median = times.sort((a, b) => a - b)[times.length >> 1]
  const [node] = medians([bareNode], rounds)
  return {
    what: 'exec on a machine, connection up / node -e 0',
    value: median / node,
    absolute: `${median.toFixed(1)} ms / ${node.toFixed(0)} ms`,
    bound: 0.5,
  }
}
