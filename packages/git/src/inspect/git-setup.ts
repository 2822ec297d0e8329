import type {Connection} from '@gt-town/contract'

/** What git says of itself and of who uses it. */
export interface GitSetup {
  /** what `git --version` prints, or the beginning of it */
  readonly version: string
  /** whether git knows who commits: a user.name and a user.email, by git's own rule */
  readonly knowsUser: boolean
  /** why git does not run at all, where it does not */
  readonly failure?: string
}

/** How git ends where it knows nobody: its `die`. */
const unknownUser = 128
const timeoutMs = 8000
const kept = new WeakMap<Connection, WeakMap<AbortSignal, Promise<GitSetup>>>()

/**
 * Asks git once for all that ask under one signal, as the checks of one run do: starting a program is dear.
 * @throws what `Connection.execute` throws, above all CommandNotFoundError
 */
export async function gitSetup(connection: Connection, signal: AbortSignal): Promise<GitSetup> {
  const ofConnection = kept.get(connection) ?? new WeakMap<AbortSignal, Promise<GitSetup>>()
  kept.set(connection, ofConnection)
  const known = ofConnection.get(signal) ?? ask(connection, signal)
  ofConnection.set(signal, known)
  return known
}

async function ask(connection: Connection, signal: AbortSignal): Promise<GitSetup> {
  const {code, stderr} = await connection.execute(
    // It is not to guess from the name of the host.
    ['git', '-c', 'user.useConfigOnly=true', 'var', 'GIT_AUTHOR_IDENT'],
    {
      effect: 'read',
      cwd: '/',
      // Git's own trace begins with its version (Documentation/technical/api-trace2.txt, "version"), from 2.22 on.
      env: {GIT_TRACE2: '1', GIT_TRACE2_BRIEF: '1'},
      timeoutMs,
      signal,
    },
  )
  const traced = /^version (\S+)$/m.exec(stderr.toString())?.[1]
  const knowsUser = code !== unknownUser
  if (traced !== undefined) return {version: `git version ${traced}`, knowsUser}
  const said = await connection.execute(['git', '--version'], {effect: 'read', timeoutMs, signal})
  const version = said.stdout.toString()
  if (said.code === 0) return {version, knowsUser}
  return {version, knowsUser, failure: said.stderr.toString().trim().split('\n')[0] ?? ''}
}
