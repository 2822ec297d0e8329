import type {GtHook} from '@gt-town/contract'
import {sessionsInUse} from '../use-cases/sessions-in-use.js'

const hook: GtHook<'gt:in-use'> = async (question) => sessionsInUse(question)
export default hook
