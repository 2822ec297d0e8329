import {dirname, join} from 'node:path'
import {isGtError, NotADirectoryError, type Connection, type Rig} from '@gt-town/contract'
import {decode} from '@gt-town/json-file'
import {polecatMailFolder, polecatMailLink} from '@gt-town/town-layout'
import {hasOwnMail, mailLinkTarget, withMailExcluded} from '../../domain/polecats/mail-link.js'

/**
 * Makes the folder where a polecat's mail lies, and the link to it in the clone, which git is told to ignore. A
 * repository that has a path `mail` of its own gets no link.
 * @param clone where the clone is now; it need not be in its place yet
 */
export async function linkMail(connection: Connection, rig: Rig, polecat: string, clone: string): Promise<void> {
  await makeMailFolder(connection, rig, polecat)
  // The repository's own, or what a hook of the user's made there: a link would stand in its way.
  const names = (await connection.listDir(clone)).map(({name}) => name)
  if (hasOwnMail(names)) return
  await excludeMail(connection, clone)
  await connection.symlink(mailLinkTarget(polecat), polecatMailLink(clone))
}

/** For a polecat that got another name: the link leads to the mail of the name that it had. @param options.wasKilled one that did this before */
export async function relinkMail(
  connection: Connection,
  rig: Rig,
  name: string,
  {clone, wasKilled}: {clone: string; wasKilled: boolean},
): Promise<void> {
  const [link] = await connection.inspect([{op: 'stat', path: polecatMailLink(clone), follow: false}])
  const isThere = link.ok && link.value.type === 'symlink'
  if (isThere) await connection.remove(polecatMailLink(clone))
  // One that was killed may have removed it.
  else if (link.ok || !wasKilled) return
  await linkMail(connection, rig, name, clone)
}

/** Each folder on the way must be a real one: through a link, mail could end up outside of the town. */
async function makeMailFolder(connection: Connection, rig: Rig, polecat: string): Promise<void> {
  const folder = polecatMailFolder(rig, polecat)
  for (const path of [dirname(folder), folder]) {
    const [stat] = await connection.inspect([{op: 'stat', path, follow: false}])
    if (stat.ok && stat.value.type !== 'directory') throw new NotADirectoryError(path)
  }
  await connection.mkdirAll(folder)
}

async function excludeMail(connection: Connection, clone: string): Promise<void> {
  const folder = join(clone, '.git', 'info')
  const path = join(folder, 'exclude')
  await connection.mkdirAll(folder)
  await connection.writeFile(path, withMailExcluded(await readText(connection, path)))
}

async function readText(connection: Connection, path: string): Promise<string> {
  try {
    return decode(await connection.readFile(path)) ?? ''
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return ''
    throw error
  }
}
