import {pass, warn, type RigCheck} from '@gt-town/contract'
import {polecatFolder, polecatMailFolder, polecatMailLink} from '@gt-town/town-layout'
import {ensureFolder} from '../operations/files/ensure-folder.js'
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
    return dangling.map((name) =>
      warn(`The mail of ${rig.name}/${name} leads nowhere`, {
        key: name,
        path: polecatMailLink(polecatFolder(rig, name)),
        hint: `make the folder ${polecatMailFolder(rig, name)}`,
      }),
    )
  },

  async fix({connection, workspace, rig}, {key}) {
    if (key !== undefined) await ensureFolder(connection, workspace, polecatMailFolder(rig, key))
  },
}
