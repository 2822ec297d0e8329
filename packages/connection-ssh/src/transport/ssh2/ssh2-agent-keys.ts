import type {Duplex} from 'node:stream'
import {messageOf} from '@gt-town/contract'
import {deferred, within} from '@gt-town/waiting'
import type {BaseAgent, IdentityCallback, ParsedKey, SignCallback, SigningRequestOptions} from 'ssh2'
import type {ResolvedSsh} from '../../config/resolved-ssh.js'

export type Ssh2 = typeof import('ssh2')

export interface KeyFile {
  readonly path: string
  readonly text: Buffer
  /** the public half, where it is known without a passphrase */
  readonly publicKey: Buffer | undefined
  readonly parsed: ParsedKey | Error
}

/** The keys of a running ssh-agent that may be offered. */
export interface AgentKeys {
  readonly agent: BaseAgent
  readonly keys: number
  close(): void
  holds(file: KeyFile): boolean
}

/**
 * @param files keys that are named, which come first
 * @param isNarrow only those that are named
 * @param how.agentMs how long it may take to say which keys it holds
 * @param how.remarks gets why there is none
 */
export async function agentKeysOf(
  ssh2: Ssh2,
  settings: ResolvedSsh,
  files: readonly KeyFile[],
  isNarrow: boolean,
  {agentMs, remarks}: {agentMs: number; remarks: string[]},
): Promise<AgentKeys | undefined> {
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
    .map((key) => firstKey(ssh2.utils.parseKey(key as Buffer)))
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
export function firstKey(parsed: ParsedKey | Error | readonly (ParsedKey | Error)[]): ParsedKey | Error {
  return Array.isArray(parsed)
    ? ((parsed as (ParsedKey | Error)[])[0] ?? new Error('no key'))
    : (parsed as ParsedKey | Error)
}
