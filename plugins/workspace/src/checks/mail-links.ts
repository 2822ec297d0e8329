import {pass, warn, type RigCheck} from '@gt-town/contract'
import {polecatFolder, polecatMailFolder, polecatMailLink} from '@gt-town/town-layout'
import {ensureFolder, folderEntryAt} from '../operations/files/ensure-folder.js'
import {polecats} from '../operations/polecats/polecats.js'

export const mailLinks: RigCheck = {
  id: 'workspace/mail-links',
  title: "Links to the polecats' mail lead there",
  category: 'Polecats',
  scope: 'rig',
  requires: ['workspace/rig-folder'],
  description: "Looks whether mail in each polecat's clone leads to its mail folder, which lies outside of the clone.",
  remedy: 'Make the folder that the link leads to, or let --fix make it. Nothing that is there is changed.',

  async run({connection, rig}) {
    const names = await polecats(connection, rig)
    const stats = await connection.inspect(
      names.flatMap((name) => {
        const path = polecatMailLink(polecatFolder(rig, name))
        return [{op: 'stat', path, follow: false} as const, {op: 'stat', path} as const]
      }),
    )
    const dangling = names.filter((_name, at) => {
      const [link, target] = [stats[2 * at], stats[2 * at + 1]]
      return (
        link?.ok === true &&
        link.value.type === 'symlink' &&
        target?.ok === false &&
        target.error.code === 'GT_NOT_FOUND'
      )
    })
    if (dangling.length === 0) return pass()
    const folders = await connection.inspect(
      dangling.map((name) => ({op: 'stat', path: polecatMailFolder(rig, name), follow: false}) as const),
    )
    return dangling.map((name, at) => {
      const folder = polecatMailFolder(rig, name)
      // Whoever put a link there meant its mail to lie elsewhere, such as on a disk that is away.
      const isTaken = folders[at]?.ok === true
      return warn(`The mail of ${rig.name}/${name} leads nowhere`, {
        key: name,
        path: polecatMailLink(polecatFolder(rig, name)),
        hint: isTaken ? `look what ${folder} leads to, and bring that back` : `make the folder ${folder}`,
        fixable: !isTaken,
      })
    })
  },

  async fix({connection, workspace, rig}, {key}) {
    if (key === undefined) return
    const folder = polecatMailFolder(rig, key)
    if (!(await folderEntryAt(connection, folder))) await ensureFolder(connection, workspace, folder)
  },
}
