import type {GtHook} from '@gt-town/contract'
import {whySession} from '../use-cases/why-session.js'

const hook: GtHook<'gt:why'> = async (question) => whySession(question)
export default hook
