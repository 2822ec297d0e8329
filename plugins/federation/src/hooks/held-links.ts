import type {GtHook} from '@gt-town/contract'

const hook: GtHook<'gt:held-links'> = async ({workspace}) => {
  // Loaded only where it is needed.
  const {endHeld} = await import('@gt-town/connection-ssh')
  return {end: async (machines) => endHeld(workspace.root, machines)}
}

export default hook
