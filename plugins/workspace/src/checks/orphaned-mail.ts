import {join} from 'node:path'
import {pass, warn, type Finding, type WorkspaceCheck} from '@gt-town/contract'
import {rigMailFolder} from '@gt-town/town-layout'
import {polecats} from '../operations/polecats/polecats.js'
import {trashEntries} from '../operations/trash/entries.js'

export const orphanedMail: WorkspaceCheck = {
  id: 'workspace/orphaned-mail',
  title: 'Mail has somebody to read it',
  category: 'Mail',
  scope: 'workspace',
  description: 'Looks for mail of polecats that are neither in their rig nor in the trash.',
  remedy: 'Read it, then make the polecat again with gt polecat add, or move the folder away.',

  async run({connection, workspace, rigs}) {
    const lists = await connection.inspect(rigs.map((rig) => ({op: 'list', path: rigMailFolder(rig)}) as const))
    const boxes = rigs.flatMap((rig, at) => {
      const list = lists[at]
      const names = list?.ok ? list.value.filter(({type}) => type === 'directory').map(({name}) => name) : []
      return names.length === 0 ? [] : [{rig, names}]
    })
    const orphans: {address: string; path: string}[] = []
    for (const {rig, names} of boxes) {
      const there = new Set(await polecats(connection, rig))
      const lost = names.filter((name) => !there.has(name))
      for (const name of lost) orphans.push({address: `${rig.name}/${name}`, path: join(rigMailFolder(rig), name)})
    }
    if (orphans.length === 0) return pass()
    const trashed = new Set((await trashEntries(connection, workspace)).map(({manifest}) => manifest?.address))
    const contents = await connection.inspect(orphans.map(({path}) => ({op: 'list', path}) as const))
    const findings = orphans.flatMap(({address, path}, at): Finding[] => {
      const content = contents[at]
      const isEmpty = content?.ok === true && content.value.length === 0
      if (trashed.has(address) || isEmpty) return []
      const hint = `read what is in ${path}; gt polecat add ${address} makes the polecat again`
      return [warn(`Mail of ${address}, which is neither here nor in the trash`, {key: address, path, hint})]
    })
    return findings.length === 0 ? pass() : findings
  },
}
