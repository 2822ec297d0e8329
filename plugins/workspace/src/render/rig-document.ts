import type {ListedRig} from '../domain/rigs/listed-rig.js'
import type {ShownRig} from '../domain/rigs/shown-rig.js'

/** A rig in a `--json` document. */
export interface RigDocument {
  name: string
  /** where it is: `local`, or another machine */
  machine: string
  path: string
  git_url: string | null
  registered: boolean
  configured: boolean
  /** `ok`, or what is wrong with it */
  state: string
  polecats: string[]
}

/** The same with what its own configuration says and what is checked out; null is not set, missing or broken. */
export interface ShownRigDocument extends RigDocument {
  branch: string | null
  filter: string | null
  beads_path: string | null
  machines: string[]
  preferred_machine: string | null
  clones: Record<'refinery' | 'mayor', {path: string; branch: string | null}>
}

export function rigDocument({rig, state, polecats}: ListedRig, machine: string): RigDocument {
  const {name, path, gitUrl, registered, configured} = rig
  return {name, machine, path, git_url: gitUrl ?? null, registered, configured, state, polecats: [...polecats]}
}

export function shownRigDocument(shown: ShownRig, machine: string): ShownRigDocument {
  const {config, clones} = shown
  const {refinery, mayor} = clones
  return {
    ...rigDocument(shown, machine),
    branch: config?.branch ?? null,
    filter: config?.filter ?? null,
    beads_path: config?.beads_path ?? null,
    machines: [...(config?.federation?.machines ?? [])],
    preferred_machine: config?.federation?.preferred_machine ?? null,
    clones: {
      refinery: {path: refinery.path, branch: refinery.branch ?? null},
      mayor: {path: mayor.path, branch: mayor.branch ?? null},
    },
  }
}
