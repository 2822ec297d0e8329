import {bareNode, gt, medians} from './measure.mjs'

/** What every keystroke waits for, and every Tab. */
export async function* startRows({rounds}) {
  const tab = ['node', gt, '__complete', 'bash', 'doctor', '--only', 'workspace/']
  const [node, version, completion, help] = medians(
    [bareNode, ['node', gt, '--version'], tab, ['node', gt, '--help']],
    rounds,
  )
  yield {
    what: 'gt --version / node -e 0',
    value: version / node,
    absolute: `${version.toFixed(0)} ms / ${node.toFixed(0)} ms`,
    bound: 2,
    aim: 1.3,
  }
  yield {
    what: 'one completion / node -e 0',
    value: completion / node,
    absolute: `${completion.toFixed(0)} ms / ${node.toFixed(0)} ms`,
    bound: 2,
    aim: 1.3,
  }
  yield {
    what: 'gt --help / node -e 0',
    value: help / node,
    absolute: `${help.toFixed(0)} ms / ${node.toFixed(0)} ms`,
    bound: 1.6,
  }
}
