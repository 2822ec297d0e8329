import type {ListedRig} from '../domain/rigs/listed-rig.js'

/** Rows of the table of rigs; the first is the heading. */
export function rigRows(rigs: readonly ListedRig[]): string[][] {
  return [
    ['RIG', 'POLECATS', 'GIT URL', 'STATE'],
    ...rigs.map(({rig, state, polecats}) => [rig.name, String(polecats.length), rig.gitUrl ?? '?', state]),
  ]
}
