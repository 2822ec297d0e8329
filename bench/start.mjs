import {bareNode, gt, medians} from './measure.mjs'

/** What every keystroke waits for. */
export async function* startRows({rounds}) {
  const [node, version] = medians([bareNode, ['node', gt, '--version']], rounds)
  yield {
    what: 'gt --version / node -e 0',
    value: version / node,
    absolute: `${version.toFixed(0)} ms / ${node.toFixed(0)} ms`,
    bound: 2,
    aim: 1.3,
  }
}
