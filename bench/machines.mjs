import {probeArgv} from '@gt-town/connection'
import {LocalConnection} from '@gt-town/connection-local'
import {connectMachine} from '@gt-town/connection-ssh'
import {spawnSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {tsImport} from 'tsx/esm/api'
import {remoteDoctorRow} from './remote-doctor.mjs'
import {bareNode, env, gt, medians, output, ratioRow} from './measure.mjs'

const many = 16

/** Machines on loopback, each with an sshd of its own. */
export async function* machineRows({rounds, folder}) {
  const {startSshd} = await tsImport('../test/support/sshd.ts', import.meta.url)
  const sshds = []
  try {
    for (let index = 0; index < many; index++) sshds.push(await startSshd())
    yield* fleetRows(sshds, {rounds, folder})
    yield await execRow(sshds[0], {rounds, folder})
    yield await remoteDoctorRow(sshds[0], {rounds, folder})
  } finally {
    for (const sshd of sshds) await sshd.stop()
  }
}

/** Commands on all of them, and on one, beside what people use for that, cold and warm. */
function* fleetRows(sshds, {rounds, folder}) {
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
  const shared = `${options} -o ControlMaster=auto -o ControlPersist=600 -o ControlPath=${folder}/%C`
  const ssh = (how, command) => `ssh ${how} -p "$1" -i "$2" 127.0.0.1 ${command}`
  const all = (one) => ['sh', '-c', `xargs -P${many} -L1 sh -c '${one}' sh <${list}`]
  const first = (one) => ['sh', '-c', `read -r port key <${list}; sh -c '${one}' sh "$port" "$key"; node -e 0`]
  const ours = (...words) => ['node', gt, 'machine', ...words, '--town', town]
  const run = (...words) => ['node', gt, 'machine', 'exec', ...words, '--town', town, '--', 'true']
  const limits = {bound: 1, aim: 0.5}
  const pair = (what, own, theirs, bounds = limits) => {
    const [took, than] = medians([own, theirs], rounds)
    return ratioRow(what, took, than, bounds)
  }
  const cold = all(ssh(options, `sh -s <${probe}`))
  yield pair(`machine status of ${many}, cold / xargs ssh`, ours('status', '--no-hold', '--timeout', '60'), cold)
  yield pair(`machine exec --all, cold / xargs ssh`, run('--all', '--no-hold'), all(ssh(options, 'true')))
  const pdsh = pdshOf(sshds, {folder, options})
  if (pdsh) yield pair('machine exec --all, cold / pdsh', run('--all', '--no-hold'), pdsh, {bound: 1})
  else console.log('machine exec --all, cold / pdsh: pdsh is not installed')
  // From here on over links that are kept, of both.
  medians([run('--all'), all(ssh(shared, 'true'))], 1)
  yield pair(
    `machine status of ${many}, warm / xargs ssh`,
    ours('status', '--timeout', '60'),
    all(ssh(shared, `sh -s <${probe}`)),
  )
  yield pair(`machine exec --all, warm / xargs ssh`, run('--all'), all(ssh(shared, 'true')))
  yield pair('machine exec of one, warm / ssh and node -e 0', run('m0'), first(ssh(shared, 'true')), {
    bound: 1.5,
    aim: 1.2,
  })
  output('node', ours('disconnect').slice(1))
  for (const {port} of sshds) {
    spawnSync('ssh', [...shared.split(' '), '-O', 'exit', '-p', String(port), '127.0.0.1'], {env, stdio: 'ignore'})
  }
}

/** Which host has which port and key, pdsh leaves to ssh's configuration. @returns undefined where it is not installed */
function pdshOf(sshds, {folder, options}) {
  if (spawnSync('pdsh', ['-V'], {env, stdio: 'ignore'}).error) return undefined
  const config = join(folder, 'pdsh.conf')
  const blocks = sshds.map(({host, port, clientKey}, index) =>
    [`Host m${index}`, `  HostName ${host}`, `  Port ${port}`, `  IdentityFile ${clientKey}`, ''].join('\n'),
  )
  writeFileSync(config, blocks.join(''))
  const words = options.replace('-F /dev/null', `-F ${config}`)
  const names = sshds.map((_sshd, index) => `m${index}`).join(',')
  return ['env', `PDSH_SSH_ARGS=${words} %h`, 'pdsh', '-R', 'ssh', '-f', String(many), '-w', names, 'true']
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
