import {pass, warn, type RigCheck} from '@gt-town/contract'
import {polecatFolder, polecatsFile} from '@gt-town/town-layout'
import {isRigPolecats} from '../domain/documents.js'
import {documentFinding} from '../operations/files/document-finding.js'
import {repairJson} from '../operations/files/repair-file.js'
import {polecatClones, seenPolecats, vanishedFrom} from '../operations/polecats/seen-polecats.js'
import {trashEntries} from '../operations/trash/entries.js'

export const vanishedPolecats: RigCheck = {
  id: 'workspace/vanished-polecats',
  title: 'Polecats that were seen are there',
  category: 'Polecats',
  scope: 'rig',
  requires: ['workspace/rig-folder'],
  description: "Compares the rig's .gastown/polecats.json, which names the polecats that were seen, with its folders.",
  remedy:
    'Make the polecat again with gt polecat add, or let it be forgotten with gt polecat remove. --fix rebuilds a broken file from the folders.',

  async run({connection, workspace, rig}) {
    const path = polecatsFile(rig)
    // A rig that never had a polecat, or that an earlier version made, has none yet.
    if (!(await connection.fileExists(path))) return pass()
    const name = `List of the polecats of ${rig.name}`
    const finding = await documentFinding(connection, workspace, {path, validate: isRigPolecats, name})
    if (finding.status === 'fail') return finding
    const lost = await vanishedFrom(connection, rig)
    const trashed = lost.length === 0 ? [] : await trashEntries(connection, workspace)
    const addresses = new Set(trashed.map(({manifest}) => manifest?.address))
    const findings = lost
      .filter((polecat) => !addresses.has(`${rig.name}/${polecat}`))
      .map((polecat) => {
        const address = `${rig.name}/${polecat}`
        return warn(`Polecat ${address} is gone: its folder was moved or deleted without gt`, {
          key: polecat,
          path: polecatFolder(rig, polecat),
          fixable: false,
          hint: `put the folder back, or make it again with gt polecat add ${address}; gt polecat remove ${address} forgets it`,
        })
      })
    if (findings.length === 0) return finding
    return finding.status === 'pass' ? findings : [finding, ...findings]
  },

  async fix(context) {
    const {connection, rig} = context
    await repairJson(context, polecatsFile(rig), isRigPolecats, async (broken) => {
      const seen = {seen_at: new Date().toISOString()}
      const found = (await polecatClones(connection, rig)).map((name) => [name, seen] as const)
      return seenPolecats.rebuilt(broken, Object.fromEntries(found))
    })
  },
}
