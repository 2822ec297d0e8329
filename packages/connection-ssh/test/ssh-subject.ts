import type {Connection} from '@gt-town/contract'
import type {Subject} from '@gt-town/contract-testing'
import {chmodSync, chownSync, mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import {connectMachine} from '../src/connect-machine.js'
import {makeTransport} from '../src/transport/make-transport.js'
import {SshConnection} from '../src/ssh-connection.js'
import type {SshTarget} from '../src/transport/target.js'
import type {Transport} from '../src/transport/transport.js'
import {makeAccount, type Account} from '../../../test/support/account.js'
import {compiled} from '../../../test/support/compiled.js'
import {startSshd, type Sshd, type SshdOptions} from '../../../test/support/sshd.js'
import {startTcpProxy, type TcpProxy} from '../../../test/support/tcp-proxy.js'
import {targetOf} from './targets.js'

/** A server and an account without root's privileges: this user's own where this is not root. */
export interface Place {
  readonly sshd: Sshd
  readonly user: string
  readonly uid: number
  dispose(): Promise<void>
}

export interface PlaceOptions extends SshdOptions {
  /** login shell; default /bin/sh */
  readonly shell?: string
  /** of the account; default none */
  readonly password?: string
}

export async function makePlace(options: PlaceOptions = {}): Promise<Place> {
  const {shell = '/bin/sh', password, ...sshdOptions} = options
  const account: Account | undefined = process.getuid?.() === 0 ? makeAccount(shell, password) : undefined
  const sshd = await startSshd(sshdOptions)
  // sshd reads the keys of an account as that account.
  chmodSync(sshd.folder, 0o755)
  if (account) chownSync(sshd.home, account.uid, -1)
  return {
    sshd,
    user: account?.name ?? sshd.user,
    uid: account?.uid ?? process.getuid?.() ?? 0,
    dispose: async () => {
      await sshd.stop()
      account?.remove()
    },
  }
}

/** Another server for the account of a place, which is to outlive it. */
export async function serverBeside({user, uid}: Place, options: SshdOptions): Promise<Place> {
  const sshd = await startSshd(options)
  chmodSync(sshd.folder, 0o755)
  if (process.getuid?.() === 0) chownSync(sshd.home, uid, -1)
  return {sshd, user, uid, dispose: async () => sshd.stop()}
}

/** An empty folder of the account's. */
export function makeRoot({uid}: Place): {root: string; remove: () => void} {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gt-ssh-')))
  if (process.getuid?.() === 0) chownSync(root, uid, -1)
  return {root, remove: () => rmSync(root, {recursive: true, force: true})}
}

export type Kind = 'ssh2' | 'openssh'

/** argv of a process with a connection of its own to the place. */
export function driverOf({sshd, user}: Place, kind: Kind): readonly string[] {
  const program = compiled(new URL('driver.ts', import.meta.url))
  return [process.execPath, program, JSON.stringify(targetOf(sshd, {user, transport: kind}))]
}

export function connect({sshd, user}: Place, changes: Partial<SshTarget> = {}): SshConnection {
  return connectMachine(new LocalConnection(), targetOf(sshd, {user, ...changes}))
}

/** A fresh folder over a connection that outlives it: what one test leaves behind in it is the next one's trouble. */
export async function sshSubject(place: Place, connection: Connection): Promise<Subject> {
  const {root, remove} = makeRoot(place)
  return Promise.resolve({
    connection,
    root,
    dispose: async () => Promise.resolve(remove()),
    unprivileged: async (work) => work(),
  })
}

/** Everything anew, over a network that fails when told to, and with the patience of a test. */
export async function networkSubject(place: Place, witness: Connection, transport: Kind): Promise<Subject> {
  const {sshd, user} = place
  const hostKeyAlias = `[${sshd.host}]:${sshd.port}`
  return overBadNetwork(place, witness, ({port}) => {
    const target = targetOf(sshd, {user, port, hostKeyAlias, transport, connectTimeoutMs: 15_000})
    return makeTransport(new LocalConnection(), target)
  })
}

/** The same, by whatever transport. */
export async function overBadNetwork(
  place: Place,
  witness: Connection,
  make: (proxy: TcpProxy) => Transport,
): Promise<Subject> {
  const proxy = await startTcpProxy(place.sshd)
  const connection = new SshConnection(make(proxy), {
    pingMs: 1000,
    // A computer that is busy is silent for a while, too.
    silenceMs: 4000,
    remoteSilenceMs: 6000,
    startMs: 15_000,
  })
  const {root, remove} = makeRoot(place)
  return {
    connection,
    root,
    network: {...proxy, witness},
    dispose: async () => {
      // A farewell is waited for.
      proxy.thaw()
      await connection[Symbol.asyncDispose]()
      await proxy.close()
      remove()
    },
    unprivileged: async (work) => work(),
  }
}
