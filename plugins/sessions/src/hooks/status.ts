import type {GtHook} from '@gt-town/contract'
import {sessionSection} from '../render/session-section.js'
import {sessionsHere} from '../use-cases/sessions-here.js'

const hook: GtHook<'gt:status'> = async ({connection, workspace, signal}) =>
  sessionSection(await sessionsHere({connection, workspace}, signal), Date.now())
export default hook
