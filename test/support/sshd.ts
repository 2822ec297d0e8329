import {execFileSync, spawn, type ChildProcess} from 'node:child_process'
import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, type AddressInfo} from 'node:net'
import {tmpdir, userInfo} from 'node:os'
import {join} from 'node:path'
import {makePlainKey} from './plain-key.js'
import {descendantsOf} from './processes.js'

export type KeyType = 'ed25519' | 'ecdsa' | 'rsa'

export interface SshdOptions {
  /** default ed25519 only */
  readonly hostKeys?: readonly KeyType[]
  /** host keys of another sshd, to take its place with */
  readonly sameKeysAs?: Sshd
  /** default 127.0.0.1 */
  readonly address?: string
  /** default a free one */
  readonly port?: number
  /** more lines of sshd_config; the first of two that set the same thing wins, and these come first */
  readonly config?: readonly string[]
  /** PATH of its commands; default sshd's */
  readonly path?: string
}

/** An OpenSSH server of the test's own, on loopback, as this user. */
export interface Sshd {
  readonly host: string
  readonly port: number
  readonly user: string
  /** everything of this server; removed by `stop` */
  readonly folder: string
  /** HOME of its commands; the folder they start in is the account's, whatever this says */
  readonly home: string
  /** private key that may log in */
  readonly clientKey: string
  /** a line for known_hosts for each host key */
  readonly knownHosts: readonly string[]
  /** `SHA256:…` of the first host key */
  readonly fingerprint: string
  readonly hostKeyFiles: readonly string[]
  /** what it wrote to its log so far (LogLevel VERBOSE) */
  log(): string
  /** kills it and every connection it serves, and starts it again as it was */
  restart(): Promise<void>
  /** ends it and every connection it serves */
  stop(): Promise<void>
}

/** Starts sshd in a process of its own, with fresh keys; it is stopped by its pid. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'gt-sshd-'))
  const home = join(folder, 'home')
  mkdirSync(home)
  const hostKeyFiles =
    options.sameKeysAs?.hostKeyFiles ??
    (options.hostKeys ?? ['ed25519']).map((type) => makeKey(join(folder, `host_${type}`), type))
  const clientKey = makeKey(join(folder, 'client'), 'ed25519')
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${clientKey}.pub`))
  const host = options.address ?? '127.0.0.1'
  const user = userInfo().username
  // Asked for only by an sshd that was started by root.
  if (process.getuid?.() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', {recursive: true, mode: 0o755})
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort(host))
    writeFileSync(join(folder, 'sshd_config'), configOf(options, {folder, home, host, port, hostKeyFiles}))
    let server = await launch(folder)
    if (server === undefined) {
      // Somebody else took the port in between.
      if (options.port === undefined && attempt < 5) continue
      const log = readFileSync(join(folder, 'log'), 'utf8')
      rmSync(folder, {recursive: true, force: true})
      throw new Error(`sshd did not start: ${log}`)
    }
    const publicKeys = hostKeyFiles.map((file) => readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' '))
    const name = port === 22 ? host : `[${host}]:${port}`
    return {
      host,
      port,
      user,
      folder,
      home,
      clientKey,
      hostKeyFiles,
      knownHosts: publicKeys.map((key) => `${name} ${key}`),
      fingerprint: fingerprintOf(hostKeyFiles[0] ?? ''),
      log: () => readFileSync(join(folder, 'log'), 'utf8'),
      restart: async () => {
        if (server) await end(server)
        server = await launch(folder)
        if (server === undefined) throw new Error('sshd did not start again')
      },
      stop: async () => {
        if (server) await end(server)
        rmSync(folder, {recursive: true, force: true})
      },
    }
  }
}

/** Makes a key pair. @param passphrase default none. @returns the private key's file; the public one is `<file>.pub` */
export function makeKey(file: string, type: KeyType, passphrase = ''): string {
  if (type === 'ed25519' && passphrase === '') return makePlainKey(file)
  // The usual 3072 take a second to find.
  const bits = type === 'rsa' ? ['-b', '2048'] : []
  // The usual 16 rounds take ssh2 a second to undo.
  const rounds = passphrase === '' ? [] : ['-a', '1']
  execFileSync('ssh-keygen', ['-q', '-t', type, ...bits, ...rounds, '-N', passphrase, '-C', 'test', '-f', file])
  return file
}

/** As OpenSSH prints it: `SHA256:…`. */
export function fingerprintOf(keyFile: string): string {
  const [, blob = ''] = readFileSync(`${keyFile}.pub`, 'utf8').split(' ')
  return `SHA256:${createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64').replace(/=+$/, '')}`
}

/** A port nobody listens on at the moment. */
export async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

interface Place {
  folder: string
  home: string
  host: string
  port: number
  hostKeyFiles: readonly string[]
}

function configOf({config = [], path}: SshdOptions, {folder, home, host, port, hostKeyFiles}: Place): string {
  return [
    ...config,
    `Port ${port}`,
    `ListenAddress ${host}`,
    ...hostKeyFiles.map((file) => `HostKey ${file}`),
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    // Of several such lines only the first counts.
    `SetEnv HOME=${home}${path === undefined ? '' : ` PATH=${path}`}`,
    // Those of lattices take each login 70 ms of processor time.
    'KexAlgorithms curve25519-sha256',
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
    'PrintMotd no',
    'LogLevel VERBOSE',
    ...(config.some((line) => line.startsWith('Subsystem ')) ? [] : ['Subsystem sftp internal-sftp']),
    '',
  ].join('\n')
}

/** @returns undefined where it ended at once */
async function launch(folder: string): Promise<ChildProcess | undefined> {
  const log = join(folder, 'log')
  writeFileSync(log, '')
  // -r: a connection is served by a fork that does not start sshd anew.
  const server = spawn(sshdPath(), ['-D', '-r', '-f', join(folder, 'sshd_config'), '-E', log], {
    stdio: 'ignore',
    detached: true,
  })
  const deadline = Date.now() + 15_000
  while (!readFileSync(log, 'utf8').includes('Server listening on')) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await end(server)
      return undefined
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return server
}

/** sshd insists on its whole path. */
function sshdPath(): string {
  const found = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find((path) => existsSync(path))
  if (found === undefined) throw new Error('sshd is not installed (package openssh-server)')
  return found
}

/** The whole group: sshd gives every connection a process of its own, in the group of its session. */
async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  for (const child of descendantsOf(server.pid)) kill(child)
  kill(server.pid)
  await gone
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
