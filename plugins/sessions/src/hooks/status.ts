import type {GtHook} from '@gt-town/contract'
import {sessionSection} from '../render/session-section.js'
import {sessionsHere} from '../use-cases/sessions-here.js'

/** For a glance at the town one that hangs is as good as none. */
const glanceMs = 3000

const hook: GtHook<'gt:status'> = async ({connection, workspace, signal}) =>
  sessionSection(await sessionsHere({connection, workspace}, signal, glanceMs), Date.now())
export default hook
