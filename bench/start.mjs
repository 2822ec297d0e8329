import {bareNode, gt, medians, ratioRow} from './measure.mjs'

/** What every keystroke waits for, and every Tab. */
export async function* startRows({rounds}) {
  const tab = ['node', gt, '__complete', 'bash', 'doctor', '--only', 'workspace/']
  const [node, version, completion, help] = medians(
    [bareNode, ['node', gt, '--version'], tab, ['node', gt, '--help']],
    rounds,
  )
  yield ratioRow('gt --version / node -e 0', version, node, {bound: 2, aim: 1.3})
  yield ratioRow('one completion / node -e 0', completion, node, {bound: 2, aim: 1.3})
  yield ratioRow('gt --help / node -e 0', help, node, {bound: 1.6})
}
