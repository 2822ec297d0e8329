import {readFile} from 'node:fs/promises'
import type {Duplex} from 'node:stream'
import {ConnectFailedError, messageOf} from '@gt-town/contract'
import {deferred, within} from '@gt-town/waiting'
import type {AnyAuthMethod, BaseAgent, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions} from 'ssh2'
import type {ResolvedSsh} from '../../config/resolved-ssh.js'
import type {SshTarget} from '../target.js'

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

type Ssh2 = typeof import('ssh2')

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
  const files = await readKeys(ssh2, keyPath === undefined ? settings.identityFiles : [keyPath], keyPath, machine)
  // With --key, or IdentitiesOnly, keys of the agent that nobody named stay at home.
  const isNarrow = settings.identitiesOnly || keyPath !== undefined
  const agent = await agentOf(ssh2, settings, files, isNarrow, {agentMs, remarks})
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

interface KeyFile {
  readonly path: string
  readonly text: Buffer
  /** the public half, where it is known without a passphrase */
  readonly publicKey: Buffer | undefined
  readonly parsed: ParsedKey | Error
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
        const parsed = first(ssh2.utils.parseKey(text))
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
    const parsed = first(ssh2.utils.parseKey(await readFile(`${path}.pub`)))
    return parsed instanceof Error ? undefined : parsed.getPublicSSH()
  } catch {
    return undefined
  }
}

async function unlock(
  ssh2: Ssh2,
  {path, text, parsed}: KeyFile,
  askPassphrase: ((path: string, attempt: number) => Promise<string>) | undefined,
  remarks: string[],
): Promise<ParsedKey | undefined> {
  if (!(parsed instanceof Error)) return parsed
  if (!/encrypted/i.test(parsed.message)) {
    remarks.push(`${path} is no private key that ssh2 can read (${parsed.message})`)
    return undefined
  }
  if (!askPassphrase) {
    remarks.push(`${path} needs a passphrase, and there is no terminal to ask for it: load it with ssh-add first`)
    return undefined
  }
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const passphrase = await askPassphrase(path, attempt)
    // As for ssh, nothing is no attempt.
    if (passphrase === '') break
    const opened = first(ssh2.utils.parseKey(text, passphrase))
    if (!(opened instanceof Error)) return opened
  }
  remarks.push(`no passphrase that was given opens ${path}`)
  return undefined
}

interface Agent {
  readonly agent: BaseAgent
  readonly keys: number
  close(): void
  holds(file: KeyFile): boolean
}

async function agentOf(
  ssh2: Ssh2,
  settings: ResolvedSsh,
  files: readonly KeyFile[],
  isNarrow: boolean,
  {agentMs, remarks}: {agentMs: number; remarks: string[]},
): Promise<Agent | undefined> {
  const path = settings.identityAgent
  if (path === undefined) return undefined
  const inner = ssh2.createAgent(path)
  const close = closerOf(inner)
  const named = files.map(({publicKey}) => publicKey?.toString('base64')).filter((key) => key !== undefined)
  let held: ParsedKey[]
  try {
    held = await keysIn(inner, ssh2, agentMs)
  } catch (error) {
    close()
    remarks.push(`the ssh agent at ${path} does not answer: ${messageOf(error)}`)
    return undefined
  }
  const textOf = (key: ParsedKey): string => key.getPublicSSH().toString('base64')
  const rank = (key: ParsedKey): number => (named.includes(textOf(key)) ? 0 : 1)
  const offered = held.filter((key) => !isNarrow || rank(key) === 0).sort((a, b) => rank(a) - rank(b))
  const texts = new Set(offered.map(textOf))
  return {
    agent: only(ssh2, inner, offered),
    keys: offered.length,
    close,
    holds: ({publicKey}) => publicKey !== undefined && texts.has(publicKey.toString('base64')),
  }
}

async function keysIn(agent: BaseAgent, ssh2: Ssh2, agentMs: number): Promise<ParsedKey[]> {
  const found = deferred<unknown[]>()
  agent.getIdentities((error, keys) => {
    if (error) found.reject(error)
    else found.resolve(keys ?? [])
  })
  const keys = await within(agentMs, found.promise, () => {
    throw new Error(`it said nothing for ${agentMs / 1000} s`)
  })
  return keys
    .map((key) => first(ssh2.utils.parseKey(key as Buffer)))
    .filter((key): key is ParsedKey => !(key instanceof Error))
}

/** @returns what ends its open sockets: ssh2 waits for an answer for ever, and one that never comes keeps a process alive */
function closerOf(agent: BaseAgent): () => void {
  const open = agent.getStream?.bind(agent)
  const streams: Duplex[] = []
  if (open) {
    agent.getStream = (answer) =>
      open((error, stream) => {
        if (stream) streams.push(stream)
        answer(error, stream)
      })
  }
  return () => {
    for (const stream of streams) stream.destroy()
  }
}

/** The same agent, with these keys only. */
function only(ssh2: Ssh2, inner: BaseAgent, keys: ParsedKey[]): BaseAgent {
  class Narrow extends ssh2.BaseAgent {
    override getIdentities(answer: IdentityCallback<Buffer>): void {
      // As bytes: it parses them itself.
      answer(
        undefined,
        keys.map((key) => key.getPublicSSH()),
      )
    }
    override sign(
      key: string | Buffer | ParsedKey,
      data: Buffer,
      options: SigningRequestOptions | SignCallback,
      answer?: SignCallback,
    ): void {
      if (typeof options === 'function') inner.sign(key, data, options)
      else inner.sign(key, data, options, answer)
    }
  }
  return new Narrow()
}

/** A file may hold several keys; ssh takes the first. */
function first(parsed: ParsedKey | Error | readonly (ParsedKey | Error)[]): ParsedKey | Error {
  return Array.isArray(parsed)
    ? ((parsed as (ParsedKey | Error)[])[0] ?? new Error('no key'))
    : (parsed as ParsedKey | Error)
}
