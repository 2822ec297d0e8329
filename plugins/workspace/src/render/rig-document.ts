import type {Rig} from '@gt-town/contract'

/** A rig in a `--json` document. */
export interface RigDocument {
  name: string
  path: string
  git_url: string | null
  registered: boolean
  configured: boolean
  branch: string | null
  filter: string | null
  beads_path: string | null
  machines: string[]
  preferred_machine: string | null
  polecats: string[]
}

export interface RigFacts extends Rig {
  branch?: string | undefined
  filter?: string | undefined
  beadsPath?: string | undefined
  machines?: readonly string[] | undefined
  preferredMachine?: string | undefined
}

export function rigDocument(rig: RigFacts, polecats: readonly string[]): RigDocument {
  return {
    name: rig.name,
    path: rig.path,
    git_url: rig.gitUrl ?? null,
    registered: rig.registered,
    configured: rig.configured,
    branch: rig.branch ?? null,
    filter: rig.filter ?? null,
    beads_path: rig.beadsPath ?? null,
    machines: [...(rig.machines ?? [])],
    preferred_machine: rig.preferredMachine ?? null,
    polecats: [...polecats],
  }
}
