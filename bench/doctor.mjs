import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {bareNode, gt, medians, output, ratioRow} from './measure.mjs'
import {installThirdPartyPlugins} from './third-party-plugins.mjs'
import {makeTown} from './town.mjs'

const here = import.meta.dirname

/** The doctor on healthy towns of 10 and of many rigs, with 4 polecats each. */
export async function* doctorRows({rounds, rigs, folder}) {
  const small = join(folder, 'small')
  const large = join(folder, 'large')
  makeTown(small, {rigs: 10, polecats: 4})
  const doctor = (town) => ['node', gt, 'doctor', '--town', town]
  const [node, ten, status, list] = medians(
    [bareNode, doctor(small), ['node', gt, 'status', '--town', small], ['node', gt, 'rig', 'list', '--town', small]],
    rounds,
  )
  yield ratioRow('gt doctor, 10 rigs with 4 polecats / node -e 0', ten, node, {bound: 2.5, aim: 2.2})
  yield ratioRow('gt status, 10 rigs with 4 polecats / node -e 0', status, node, {bound: 2.5})
  yield ratioRow('gt rig list, 10 rigs with 4 polecats / node -e 0', list, node, {bound: 2.5})

  const data = join(folder, 'data')
  installThirdPartyPlugins(data, {plugins: 10, checks: 10})
  const beside = ['sh', '-c', 'node -e 0 & exec "$@"', 'sh', ...doctor(small)]
  const [without, added, floor] = medians(
    [doctor(small), ['env', `GT_DATA_DIR=${data}`, ...doctor(small)], beside],
    rounds,
  )
  yield ratioRow('gt doctor, 10 rigs, with 100 checks of 10 third-party plugins / without', added, without, {
    bound: 1.3,
  })
  // What any second process costs here, whatever it does: the part of the row above that no work on gt can save.
  yield ratioRow('gt doctor, 10 rigs, while another node -e 0 starts / alone', floor, without, {bound: 1.3})

  makeTown(large, {rigs, polecats: 4})
  const readsFile = join(folder, 'reads.json')
  const preload = pathToFileURL(join(here, 'record-reads.mjs')).href
  output('node', ['--import', preload, gt, 'doctor', '--town', large], {GT_BENCH_READS: readsFile})
  const {reads, maxRssKiB} = JSON.parse(readFileSync(readsFile, 'utf8'))
  const few = Math.max(3, rounds >> 2)
  const [bare, many] = medians([['node', join(here, 'bare-loop.mjs'), readsFile], doctor(large)], few)
  yield ratioRow(`gt doctor, ${rigs} rigs / a bare loop of its ${reads.length} reads`, many, bare, {
    bound: 2.4,
    aim: 1.8,
  })
  const perRigSmall = (ten - node) / 10
  const perRigLarge = (many - node) / rigs
  yield {
    what: `time per rig, ${rigs} rigs / 10 rigs (linear is ≤ 1)`,
    value: perRigLarge / perRigSmall,
    absolute: `${perRigLarge.toFixed(2)} ms / ${perRigSmall.toFixed(2)} ms`,
    bound: 1,
  }
  yield {
    what: `gt doctor, ${rigs} rigs, memory`,
    value: maxRssKiB / 1024,
    unit: 'MiB',
    absolute: `${(maxRssKiB / 1024).toFixed(0)} MiB`,
    bound: 300,
  }
}
