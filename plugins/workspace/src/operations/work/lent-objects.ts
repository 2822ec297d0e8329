import {join, resolve} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'
import {parseAlternates} from '@gt-town/git'

const maxBytes = 64 * 1024

/**
 * Refuses a clone whose objects another clone of the town borrows: that one would be broken once this one is moved.
 * @param others clones of the same rig
 * @throws GtError `GT_OBJECTS_LENT`
 */
export async function refuseLentObjects(
  connection: Connection,
  clone: string,
  others: readonly string[],
): Promise<void> {
  const objects = others.filter((other) => other !== clone).map((other) => join(other, '.git', 'objects'))
  const texts = await connection.inspect(
    objects.map((path) => ({op: 'read', path: join(path, 'info', 'alternates'), maxBytes}) as const),
  )
  const at = texts.findIndex(
    (text, index) =>
      text.ok &&
      parseAlternates(text.value.toString()).some((line) =>
        resolve(objects[index] ?? '', line).startsWith(`${clone}/`),
      ),
  )
  const borrowed = objects[at]
  if (borrowed === undefined) return
  const other = resolve(borrowed, '../..')
  throw new GtError(
    'GT_OBJECTS_LENT',
    `${other} borrows objects of ${clone} (${join(borrowed, 'info', 'alternates')})`,
    {
      hint: `give it its own first: git -C ${other} repack -ad, then remove that file`,
      exit: 1,
    },
  )
}
