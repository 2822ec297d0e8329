import {access, readFile} from 'node:fs/promises'
import {ConnectFailedError, messageOf} from '@gt-town/contract'
import type {AnyAuthMethod, ParsedKey} from 'ssh2'
import {loginMethods} from '../../config/login-methods.js'
import type {ResolvedSsh} from '../../config/resolved-ssh.js'
import type {SshTarget} from '../target.js'
import {agentKeysOf, firstKey, type KeyFile, type Ssh2} from './ssh2-agent-keys.js'

export interface Identities {
  /** in the order in which they are tried; each is asked for once */
  next(): Promise<AnyAuthMethod | false>
  /** why no more of them could be offered, for the error at the end */
  readonly remarks: readonly string[]
  /** Ends what is still open to the agent. */
  close(): void
}

interface IdentitiesOptions {
  /** aborted when nobody waits for a passphrase any more */
  readonly over: AbortSignal
  /** how long the agent may take to say which keys it holds */
  readonly agentMs: number
}

/** As often as ssh asks (NumberOfPasswordPrompts). */
const mostAttempts = 3

/**
 * What we can prove who we are with, as ssh does it: keys that the agent holds, those that are also named as files first,
 * then key files. An encrypted file is asked for only when its turn comes and the agent does not hold it.
 */
export async function identitiesOf(
  ssh2: Ssh2,
  {keyPath, machine, askPassphrase}: Pick<SshTarget, 'keyPath' | 'machine' | 'askPassphrase'>,
  settings: ResolvedSsh,
  {over, agentMs}: IdentitiesOptions,
): Promise<Identities> {
  const username = settings.user
  const remarks: string[] = []
  // What the configuration turns off is not offered, however many keys there are.
  if (!loginMethods(settings.raw).includes('publickey'))
    return {remarks, close: () => undefined, next: async () => Promise.resolve(false)}
  const files = await readKeys(ssh2, keyPath === undefined ? settings.identityFiles : [keyPath], keyPath, machine)
  // With --key, or IdentitiesOnly, keys of the agent that nobody named stay at home.
  const isNarrow = settings.identitiesOnly || keyPath !== undefined
  const agent = await agentKeysOf(ssh2, settings, files, isNarrow, {agentMs, remarks})
  if (agent && isNarrow)
    remarks.push(...(await unmatched(keyPath === undefined ? settings.identityFiles : [keyPath], files)))
  const queue: (() => Promise<AnyAuthMethod | undefined>)[] = []
  if (agent && agent.keys > 0) queue.push(async () => Promise.resolve({type: 'agent', username, agent: agent.agent}))
  for (const file of files) {
    if (agent?.holds(file)) continue
    queue.push(async () => {
      const key = await unlock(
        ssh2,
        file,
        askPassphrase && (async (path, attempt) => askPassphrase(path, {attempt, over})),
        remarks,
      )
      return key && {type: 'publickey', username, key}
    })
  }
  return {
    remarks,
    close: () => agent?.close(),
    next: async () => {
      for (let step = queue.shift(); step; step = queue.shift()) {
        const found = await step()
        if (found !== undefined) return found
      }
      return false
    },
  }
}

/** Files that are not there are passed over, as ssh does; but not the one that was named for this machine. */
async function readKeys(
  ssh2: Ssh2,
  paths: readonly string[],
  named: string | undefined,
  machine: string,
): Promise<KeyFile[]> {
  const found = await Promise.all(
    paths.map(async (path): Promise<KeyFile | undefined> => {
      try {
        const text = await readFile(path)
        const parsed = firstKey(ssh2.utils.parseKey(text))
        const publicKey = parsed instanceof Error ? await publicHalf(ssh2, path) : parsed.getPublicSSH()
        return {path, text, publicKey, parsed}
      } catch (error) {
        if (path !== named) return undefined
        throw new ConnectFailedError(machine, 'auth', `the key ${path} cannot be read: ${messageOf(error)}`, {
          hint: 'name a private key that is there and that you may read',
          cause: error,
        })
      }
    }),
  )
  return found.filter((file) => file !== undefined)
}

async function publicHalf(ssh2: Ssh2, path: string): Promise<Buffer | undefined> {
  try {
    const parsed = firstKey(ssh2.utils.parseKey(await readFile(`${path}.pub`)))
    return parsed instanceof Error ? undefined : parsed.getPublicSSH()
  } catch {
    return undefined
  }
}

async function unlock(
  ssh2: Ssh2,
  {path, text, parsed}: KeyFile,
  askPassphrase: ((path: string, attempt: number) => Promise<string | undefined>) | undefined,
  remarks: string[],
): Promise<ParsedKey | undefined> {
  if (!(parsed instanceof Error)) return parsed
  if (!/encrypted/i.test(parsed.message)) {
    remarks.push(`${path} is no private key that ssh2 can read (${parsed.message})`)
    return undefined
  }
  const nobody = `${path} needs a passphrase, and there is no terminal to ask for it: load it with ssh-add first`
  if (!askPassphrase) {
    remarks.push(nobody)
    return undefined
  }
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const passphrase = await askPassphrase(path, attempt)
    if (passphrase === undefined) {
      remarks.push(nobody)
      return undefined
    }
    // As for ssh, nothing is no attempt.
    if (passphrase === '') break
    const opened = firstKey(ssh2.utils.parseKey(text, passphrase))
    if (!(opened instanceof Error)) return opened
  }
  remarks.push(`no passphrase that was given opens ${path}`)
  return undefined
}

/** Keys of which ssh would know that the agent holds them, and ssh2 does not. */
async function unmatched(paths: readonly string[], files: readonly KeyFile[]): Promise<string[]> {
  const closed = files.filter(({publicKey}) => publicKey === undefined).map(({path}) => path)
  const missing = paths.filter((path) => !files.some((file) => file.path === path))
  const halves = await Promise.all(missing.map(async (path) => isReadable(`${path}.pub`)))
  return [...closed, ...missing.filter((_path, index) => halves[index])].map(
    (path) => `whether the agent holds ${path} cannot be told here`,
  )
}

async function isReadable(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
