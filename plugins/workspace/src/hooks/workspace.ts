import type {GtHook, WorkspaceService} from '@gt-town/contract'
import {load} from '../operations/town/load.js'
import {locate} from '../operations/town/locate.js'
import {polecats} from '../operations/polecats/polecats.js'
import {rigs} from '../operations/rigs/rigs.js'

const service: WorkspaceService = {
  locate,
  load,
  rigs,
  polecats,
  hubName: async (place) => (await import('../operations/town/hub.js')).hubName(place),
  noteHub: async (where) => (await import('../operations/town/hub.js')).noteHub(where),
  addPolecat: async (...question) => (await import('../use-cases/add-polecat.js')).addPolecat(...question),
}

const hook: GtHook<'gt:workspace'> = async () => service
export default hook
