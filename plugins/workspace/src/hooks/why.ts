import type {GtHook} from '@gt-town/contract'
import {whyWork} from '../use-cases/why-work.js'

const hook: GtHook<'gt:why'> = async (question) => whyWork(question)
export default hook
