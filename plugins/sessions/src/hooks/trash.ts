import type {GtHook} from '@gt-town/contract'
import {moveSessions} from '../use-cases/move-sessions.js'

const hook: GtHook<'gt:trash'> = async (question) => moveSessions(question)
export default hook
