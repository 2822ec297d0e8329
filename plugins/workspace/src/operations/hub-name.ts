import type {Place} from '@gt-town/contract'

/** What machines call their hub: its computer and where its town is, such as `desk:/home/me/ai`. */
export async function hubName({connection, workspace}: Place): Promise<string> {
  const {stdout} = await connection.execute(['uname', '-n'], {effect: 'read', timeoutMs: 8000})
  return `${stdout.toString().trim()}:${workspace.root}`
}
