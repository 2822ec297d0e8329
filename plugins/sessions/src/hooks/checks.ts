import type {DoctorCheck, GtHook} from '@gt-town/contract'
import {agents} from '../checks/agents.js'
import {sessions} from '../checks/sessions.js'

/** In the order of the report. */
const checks: DoctorCheck[] = [agents, sessions]

const hook: GtHook<'gt:checks'> = async () => Promise.resolve(checks)
export default hook
