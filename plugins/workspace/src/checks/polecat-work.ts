import {messageOf, pass, skip, warn, type Finding, type RigCheck, type RigContext} from '@gt-town/contract'
import {inParallel} from '@gt-town/waiting'
import {polecatFolder, polecatMailFolder} from '@gt-town/town-layout'
import {printRisk} from '../domain/polecats/work-at-risk.js'
import {inspectPolecats} from '../operations/polecats/inspect-polecats.js'
import type {Elsewhere} from '../operations/work/committed-work.js'
import {seenBy, seenOrigin} from '../operations/work/origin.js'
import {workAtRisk} from '../operations/work/work-at-risk.js'

/** How many clones at once: each takes a handful of git processes. */
const atOnce = 4

export const polecatWork: RigCheck = {
  id: 'workspace/polecat-work',
  title: 'Work of the polecats is safe elsewhere',
  category: 'Polecats',
  scope: 'rig',
  deep: true,
  timeoutMs: 600_000,
  requires: ['workspace/rig-folder', 'workspace/git'],
  description: 'Asks git which work is only in one clone: not committed, stashed, or not pushed.',
  remedy: 'Commit and push it. gt polecat list shows it too.',

  async run(context) {
    const {connection, workspace, rig} = context
    const polecats = await inspectPolecats(connection, rig)
    const valid = polecats.filter(({found}) => found.state === 'valid')
    if (valid.length === 0) return pass()
    const seen = await seenOrigin(connection, workspace, rig)
    const findings = await inParallel(valid, atOnce, async ({name}) => workOf(context, name, seen))
    const told = findings.filter((finding) => finding !== undefined)
    return told.length === 0 ? pass() : told
  },
}

async function workOf(
  {connection, workspace, rig, signal}: RigContext,
  name: string,
  seen: Elsewhere,
): Promise<Finding | undefined> {
  const path = polecatFolder(rig, name)
  const address = `${rig.name}/${name}`
  try {
    const elsewhere = {tips: [...seen.tips, ...(await seenBy(connection, rig, path))], tags: seen.tags}
    const options = {elsewhere, mailFolder: polecatMailFolder(rig, name), effort: 'usual' as const, signal}
    const {risks} = await workAtRisk(connection, workspace, path, options)
    if (risks.length === 0) return undefined
    const [first, ...others] = risks.map(printRisk)
    const message = `Work only in ${address}: ${first}${others.length === 0 ? '' : ` and more`}`
    return warn(message, {key: name, path, details: [...others], hint: `commit and push it in ${path}`})
  } catch (error) {
    return skip(`Cannot tell what work is in ${address}: ${messageOf(error)}`, {key: name, path})
  }
}
