import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {tsImport} from 'tsx/esm/api'
import {env, gt, output} from './measure.mjs'
import {makeTown} from './town.mjs'

const rigs = 100
const latencyMs = 50

/**
 * `gt doctor` of a town on a machine that is far away, against one ssh that has tar send the files which the doctor reads there:
 * less than that nobody can wait who wants to know what is in them. Every byte takes 50 ms, each way.
 */
export async function remoteDoctorRow(sshd, {rounds, folder}) {
  const {startTcpProxy} = await tsImport('../test/support/tcp-proxy.ts', import.meta.url)
  const proxy = await startTcpProxy(sshd)
  proxy.delay(latencyMs)
  try {
    const [hub, there] = [join(folder, 'hub'), join(folder, 'there')]
    makeTown(there, {rigs, polecats: 4})
    output('node', [gt, 'install', hub, '--no-git'])
    const {clientKey} = sshd
    const west = {type: 'ssh', ssh_host: '127.0.0.1', ssh_port: proxy.port, ssh_key_path: clientKey, workspace: there}
    const known = join(hub, 'mayor', 'known_hosts')
    writeFileSync(join(hub, 'mayor', 'machines.json'), JSON.stringify({version: 1, machines: {west}}))
    writeFileSync(
      known,
      sshd.knownHosts.map((line) => `[127.0.0.1]:${proxy.port} ${line.replace(/^\S+ /, '')}\n`).join(''),
    )
    const list = join(folder, 'files-there')
    writeFileSync(list, filesReadIn(there, join(folder, 'reads-there.json')))
    const options = `-F /dev/null -o BatchMode=yes -o UserKnownHostsFile=${known} -o IdentitiesOnly=yes -i ${clientKey}`
    const tar = `ssh ${options} -p ${proxy.port} 127.0.0.1 tar -cPf - -T - <${list} >/dev/null`
    const doctor = ['node', gt, 'doctor', '--machine', 'west', '--town', hub, '--timeout', '60']
    const [ours, theirs] = await mediansInTurn([doctor, ['sh', '-c', tar]], Math.max(3, rounds >> 2))
    return {
      what: `gt doctor of ${rigs} rigs, ${latencyMs} ms away / ssh tar of its files`,
      value: ours / theirs,
      absolute: `${ours.toFixed(0)} ms / ${theirs.toFixed(0)} ms`,
      bound: 4,
      aim: 2,
    }
  } finally {
    await proxy.close()
  }
}

/** Each on a line. */
function filesReadIn(town, readsFile) {
  const preload = pathToFileURL(join(import.meta.dirname, 'record-reads.mjs')).href
  output('node', ['--import', preload, gt, 'doctor', '--town', town], {GT_BENCH_READS: readsFile})
  const {reads} = JSON.parse(readFileSync(readsFile, 'utf8'))
  const files = reads.filter(([op]) => op === 'read').map(([, path]) => `${path}\n`)
  return [...new Set(files)].join('')
}

/** In ms; not by spawnSync, since the far network is in this process. */
async function mediansInTurn(commands, rounds) {
  const times = commands.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, [command, ...words]] of commands.entries()) {
      const start = performance.now()
      const child = spawn(command, words, {env, stdio: ['ignore', 'ignore', 'inherit']})
      const [code] = await once(child, 'exit')
      if (code !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${code}`)
      times[index].push(performance.now() - start)
    }
  }
  return times.map((list) => list.sort((a, b) => a - b)[list.length >> 1])
}
