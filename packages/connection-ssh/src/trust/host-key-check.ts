import {HostKeyError, messageOf, type Connection, type HostKeyTrust, type ShownHostKey} from '@gt-town/contract'
import {fingerprint, hostKeyOf, type HostKey} from './host-key.js'
import {hostKeyError, otherKeyError, unconfirmedKeyError, unreadableError} from './host-key-error.js'
import {judgeHostKey, knownKeyTypes, lookUp, type HostKeyOwner, type Judgement} from './judge-host-key.js'
import {linesForSsh} from './lines-for-ssh.js'
import {readKnownHosts, type KnownHostsFile, type KnownHostsPaths} from './read-known-hosts.js'
import {addTrusted, replaceTrusted} from './trust.js'

export interface HostKeyCheckOptions {
  /** what to call the machine in messages */
  readonly machine: string
  readonly owner: HostKeyOwner
  /** all files whose keys count; a key that was accepted is kept in the town's, or nowhere where there is none */
  readonly files: KnownHostsPaths
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

  /** The keys that are trusted for the host, and where they stand. */
  get known(): Pick<Judgement, 'trusted' | 'places'> {
    return judgeHostKey({...this.#options.owner, key: {type: '', blob: Buffer.alloc(0)}}, this.#files)
  }

  /**
   * What to give to the system's ssh as its only file of trusted keys.
   * @param only of all keys that may be trusted; default all of them
   * @throws HostKeyError `unreadable`: it would pass over what it cannot read; UsageError `GT_HOST_INVALID`
   */
  forSsh(only?: HostKey): {text: string; isTowns: boolean} {
    const {machine, owner} = this.#options
    const errors = this.#files.flatMap(({error}) => error ?? [])
    if (errors.length > 0) throw unreadableError(machine, errors)
    const isTowns = only !== undefined || lookUp(owner, this.#files).isTowns
    return {text: linesForSsh(owner, this.#files, only), isTowns}
  }

  /** Returns when the key may be trusted. @throws HostKeyError, GtError `GT_HOST_KEY_UNCONFIRMED` */
  async verify(blob: Buffer): Promise<HostKey> {
    const {machine, owner, trust, isHop = false, over} = this.#options
    const name = owner.alias ?? owner.name
    const key = hostKeyOf(blob)
    if (!key) throw new HostKeyError(`${machine}: ${name} shows a key that is none`, 'unknown', {})
    const judgement = judgeHostKey({...owner, key}, this.#files)
    const {verdict, trusted} = judgement
    if (verdict === 'revoked' || verdict === 'unreadable') throw hostKeyError(machine, name, key, judgement, verdict)
    const shown = {name, type: key.type, fingerprint: fingerprint(key), trusted}
    const wanted = isHop ? undefined : wantedKey(trust)
    if (wanted !== undefined && wanted !== shown.fingerprint) {
      throw otherKeyError(machine, name, key, judgement, wanted)
    }
    if (verdict === 'trusted') {
      if (isHop || trust.mode !== 'replace') return key
      const isAlone = trusted.length === 1
      if (!isAlone && !(await isAccepted(trust, shown, over))) throw unconfirmedKeyError(machine, shown)
    } else {
      const isOpen = verdict === 'unknown' || trust.mode === 'replace'
      if (!isOpen || !(await isAccepted(trust, shown, over))) {
        throw hostKeyError(machine, name, key, judgement, verdict)
      }
    }
    over.throwIfAborted()
    await this.#keep(name, key)
    return key
  }

  async #keep(name: string, key: HostKey): Promise<void> {
    const {trust, files} = this.#options
    if (files.town === undefined) return
    if (trust.mode === 'replace') await replaceTrusted(this.#connection, files.town, name, key)
    else await addTrusted(this.#connection, files.town, name, key)
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

/**
 * For the callback of ssh2, which knows only yes and no: the reason is kept apart. It takes no answer once the link is gone.
 * When keys are exchanged anew (RFC 4253, 9), it calls back again: then only the key counts that was trusted before.
 * @param fail told what ssh2 throws, as it does where the link has ended and is about to be gone
 */
export function verifierOf(
  check: HostKeyCheck,
  over: AbortSignal,
  {refuse, fail}: {refuse: (error: Error) => void; fail: (error: unknown) => void},
) {
  let verified: Buffer | undefined
  return (blob: Buffer, answer: (isTrusted: boolean) => void): void => {
    if (verified) return answer(verified.equals(blob))
    check
      .verify(blob)
      .then(
        () => {
          if (over.aborted) return
          verified = Buffer.from(blob)
          answer(true)
        },
        (error: unknown) => {
          refuse(error instanceof Error ? error : new Error(messageOf(error)))
          if (!over.aborted) answer(false)
        },
      )
      .catch(fail)
  }
}
