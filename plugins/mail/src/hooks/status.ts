import type {GtHook} from '@gt-town/contract'
import {mailSection} from '../render/mail-section.js'
import {unreadMail} from '../use-cases/unread-mail.js'

const hook: GtHook<'gt:status'> = async ({connection, workspace}) =>
  mailSection(await unreadMail({connection, workspace}), Date.now())
export default hook
