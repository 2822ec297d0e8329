import type {GtHook} from '@gt-town/contract'
import {whyMail} from '../use-cases/why-mail.js'

const hook: GtHook<'gt:why'> = async (question) => whyMail(question)
export default hook
