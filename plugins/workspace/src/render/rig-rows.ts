import type {Rig} from '@gt-town/contract'

/** Rows of the table of rigs; the first is the heading. */
export function rigRows(rigs: readonly {rig: Rig; polecats: readonly string[]}[]): string[][] {
  return [
    ['RIG', 'POLECATS', 'GIT URL', 'STATE'],
    ...rigs.map(({rig, polecats}) => [rig.name, String(polecats.length), rig.gitUrl ?? '?', rigState(rig)]),
  ]
}

/** `ok`, or where registry and folder disagree. */
export function rigState({registered, configured}: Rig): string {
  if (!registered) return 'not registered'
  return configured ? 'ok' : 'not configured'
}
