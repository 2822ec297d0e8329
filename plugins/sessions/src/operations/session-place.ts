import {parseAddress, UsageError, type Workspace} from '@gt-town/contract'
import {sessionNameOf, type TmuxTarget} from '@gt-town/tmux'
import {polecatFolder, rigFolder, tmuxSocket} from '@gt-town/town-layout'

/** @param address of one session in this town: `mayor`, or `rig/polecat` */
export function sessionTarget(town: Workspace, address: string): TmuxTarget {
  return {socket: tmuxSocket(town), session: sessionNameOf(address)}
}

/** Under which name a session's hook leaves the way to its inbox socket, outside of the town. */
export function inboxName({socket, session}: TmuxTarget): string {
  return `${socket}-${session}.socket`
}

/**
 * Where the session of an address runs.
 * @throws UsageError `GT_ADDRESS_INVALID` for a whole rig
 */
export function folderOf(town: Workspace, address: string): string {
  const parsed = parseAddress(address)
  if (parsed.kind === 'mayor') return town.root
  if (parsed.kind === 'polecat') return polecatFolder({path: rigFolder(town, parsed.rig)}, parsed.polecat)
  throw new UsageError('GT_ADDRESS_INVALID', `${address} names a rig, not one session`, {
    hint: 'name one polecat: rig/polecat, or mayor',
  })
}
