import type {ShownRig} from '../domain/rigs/shown-rig.js'

/** What `gt rig show` prints: names and values. */
export function shownRigRows({rig, state, config, polecats, clones}: ShownRig): string[][] {
  const {machines, preferred_machine: preferred} = config?.federation ?? {}
  const optional: [string, string | undefined][] = [
    ['Branch', config?.branch],
    ['Filter', config?.filter],
    ['Beads', config?.beads_path],
    ['Machines', machines?.map((name) => (name === preferred ? `${name} (preferred)` : name)).join(', ')],
  ]
  return [
    ['Rig', rig.name],
    ['State', state],
    ['Path', rig.path],
    ['Git URL', rig.gitUrl ?? 'not known'],
    ...optional.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ['Refinery', clones.refinery.branch ?? 'missing or broken'],
    ['Mayor', clones.mayor.branch ?? 'missing or broken'],
    ['Polecats', polecats.length === 0 ? 'none' : polecats.join(', ')],
  ]
}
