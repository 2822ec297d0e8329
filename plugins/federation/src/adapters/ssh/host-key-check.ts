import {HostKeyError, messageOf, type Connection, type HostKeyTrust, type ShownHostKey} from '@gt-town/contract'
import {fingerprint, hostKeyOf} from './known-hosts/host-key.js'
import {hostKeyError, otherKeyError} from './known-hosts/host-key-error.js'
import {judgeHostKey, knownKeyTypes, type HostKeyOwner} from './known-hosts/judge-host-key.js'
import {readKnownHosts, type KnownHostsFile} from './known-hosts/read-known-hosts.js'
import {addTrusted, replaceTrusted} from './known-hosts/trust.js'

export interface HostKeyCheckOptions {
  /** what to call the machine in messages */
  readonly machine: string
  readonly owner: HostKeyOwner
  /** all files whose keys count */
  readonly files: readonly string[]
  /** where a key that was accepted is kept; without it nothing is kept */
  readonly keepIn?: string | undefined
  readonly trust: HostKeyTrust
  /** on the way to the machine: a fingerprint that was named is not its */
  readonly isHop?: boolean
  /** aborted when nobody waits for the key any more */
  readonly over: AbortSignal
}

/** Judges the keys that one host shows. The files are read anew for every connect: another gt may have added to them. */
export class HostKeyCheck {
  readonly #connection: Connection
  readonly #options: HostKeyCheckOptions
  readonly #files: readonly KnownHostsFile[]

  private constructor(connection: Connection, options: HostKeyCheckOptions, files: readonly KnownHostsFile[]) {
    this.#connection = connection
    this.#options = options
    this.#files = files
  }

  /** @param connection this machine, where the files lie */
  static async prepare(connection: Connection, options: HostKeyCheckOptions): Promise<HostKeyCheck> {
    return new HostKeyCheck(connection, options, await readKnownHosts(connection, options.files))
  }

  /** The types of keys that are trusted for the host, to ask it for. */
  get types(): string[] {
    return knownKeyTypes(this.#options.owner, this.#files)
  }

  /** `SHA256:…` of the keys that are trusted for the host. */
  get trusted(): readonly string[] {
    const none = {type: '', blob: Buffer.alloc(0)}
    return judgeHostKey({...this.#options.owner, key: none}, this.#files).trusted
  }

  /** Returns when the key may be trusted. @throws HostKeyError */
  async verify(blob: Buffer): Promise<void> {
    const {machine, owner, trust, isHop = false, keepIn, over} = this.#options
    const name = owner.alias ?? owner.name
    const key = hostKeyOf(blob)
    if (!key) throw new HostKeyError(`${machine}: ${name} shows a key that is none`, 'unknown', {})
    const judgement = judgeHostKey({...owner, key}, this.#files)
    const wanted = isHop ? undefined : wantedKey(trust)
    const isJudged = judgement.verdict !== 'revoked' && judgement.verdict !== 'unreadable'
    if (isJudged && wanted !== undefined && wanted !== fingerprint(key)) {
      throw otherKeyError(machine, name, key, judgement, wanted)
    }
    if (judgement.verdict === 'trusted') return
    const isOpen = judgement.verdict === 'unknown' || (judgement.verdict === 'changed' && trust.mode === 'replace')
    const shown = {name, type: key.type, fingerprint: fingerprint(key), trusted: judgement.trusted}
    if (!isOpen || !(await isAccepted(trust, shown, over))) {
      throw hostKeyError(machine, name, key, judgement, judgement.verdict)
    }
    over.throwIfAborted()
    if (keepIn === undefined) return
    if (trust.mode === 'replace') await replaceTrusted(this.#connection, keepIn, name, key)
    else await addTrusted(this.#connection, keepIn, name, key)
  }
}

/** `SHA256:…` that the machine must show, whatever is trusted. */
export function wantedKey(trust: HostKeyTrust): string | undefined {
  return trust.mode === 'fingerprint' || trust.mode === 'replace' ? trust.fingerprint : undefined
}

async function isAccepted(trust: HostKeyTrust, shown: ShownHostKey, over: AbortSignal): Promise<boolean> {
  switch (trust.mode) {
    case 'strict':
      return false
    case 'accept-new':
      return true
    case 'fingerprint':
      return trust.fingerprint === shown.fingerprint
    case 'ask':
    case 'replace':
      return trust.ask(shown, over)
  }
}

/** For the callback of ssh2, which knows only yes and no: the reason is kept apart. It takes no answer once the link is gone. */
export function verifierOf(check: HostKeyCheck, over: AbortSignal, refuse: (error: Error) => void) {
  return (blob: Buffer, answer: (isTrusted: boolean) => void): void => {
    check.verify(blob).then(
      () => over.aborted || answer(true),
      (error: unknown) => {
        refuse(error instanceof Error ? error : new Error(messageOf(error)))
        if (!over.aborted) answer(false)
      },
    )
  }
}
