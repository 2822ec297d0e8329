import type {DoctorCheck, GtHook} from '@gt-town/contract'
import {hub} from '../checks/hub.js'
import {mailboxes} from '../checks/mailboxes.js'
import {outbox} from '../checks/outbox.js'

/** In the order of the report. */
const checks: DoctorCheck[] = [mailboxes, outbox, hub]

const hook: GtHook<'gt:checks'> = async () => Promise.resolve(checks)
export default hook
