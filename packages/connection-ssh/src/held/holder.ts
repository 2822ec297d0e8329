import type {Socket} from 'node:net'
import type {Connection} from '@gt-town/contract'
import {configFilesOf} from '../config/config-files.js'
import {resolveSshConfig} from '../config/ssh-config.js'
import {makeTransport} from '../transport/make-transport.js'
import type {SshTarget} from '../transport/target.js'
import {isUnchanged, stampsOf, type HeldLink, type Question} from './held-link.js'
import {HolderSession} from './holder-session.js'

/** How long a link, and a holder, is kept that nobody uses. */
const idleMs = 10 * 60_000

/** Keeps links to machines, and lets several gt use them at the same time. */
export class Holder {
  readonly #here: Connection
  readonly #links = new Map<string, HeldLink>()
  /** those that are used up to their ends, but by nobody new */
  readonly #retired = new Set<HeldLink>()
  readonly #sessions = new Set<HolderSession>()
  #idleSince = performance.now()

  /** @param here this machine */
  constructor(here: Connection) {
    this.#here = here
  }

  /** Takes what one gt says. */
  serve(socket: Socket): void {
    const session = new HolderSession(socket, {
      linkTo: async (target) => this.#linkTo(target),
      retain: use,
      release: (link) => this.#release(link),
      disconnect: async (machines) => this.#disconnect(machines),
    })
    this.#sessions.add(session)
    socket.once('close', () => {
      this.#sessions.delete(session)
      this.#idleSince = performance.now()
    })
  }

  /** Whether nobody is there. */
  get isUnused(): boolean {
    return this.#sessions.size === 0
  }

  /** Ends links that nobody has used for long. @returns whether nothing is left that is kept for anybody */
  sweep(): boolean {
    const now = performance.now()
    for (const [key, link] of this.#links) {
      if (link.users === 0 && link.keepUntil < now && now - (link.idleSince ?? now) > idleMs) {
        this.#links.delete(key)
        void link.transport.close()
      }
    }
    return this.#sessions.size === 0 && this.#links.size === 0 && now - this.#idleSince > idleMs
  }

  async close(): Promise<void> {
    for (const {transport} of [...this.#links.values(), ...this.#retired]) await transport.close()
  }

  /** @returns undefined where nobody can tell whether the link would still be what it was made as */
  async #linkTo(target: SshTarget): Promise<HeldLink | undefined> {
    // How long somebody waits makes no other link.
    const key = JSON.stringify({...target, connectTimeoutMs: undefined})
    const known = this.#links.get(key)
    if (known && isUnchanged(known.stamps)) return use(known)
    if (configFilesOf(target.configFile).isLive) return undefined
    if (known) this.#retire(key, known)
    const {host, user, port, configFile} = target
    const resolved = await resolveSshConfig(host, {user, port, configFile})
    // Somebody else may have been as quick.
    const meanwhile = this.#links.get(key)
    if (meanwhile) return use(meanwhile)
    const askers: HeldLink['askers'] = new Set()
    // Whoever came last, if it can ask somebody.
    const ask = async (question: Question, over: AbortSignal): Promise<string | undefined> =>
      [...askers].findLast((asker) => asker.canAsk(question.about))?.ask(question, over)
    const asking: Pick<SshTarget, 'askPassphrase' | 'askLogin'> = {
      askPassphrase: async (keyFile, {attempt, over}) => ask({about: 'passphrase', keyFile, attempt}, over),
      askLogin: async (prompt, {isShown, over}) => ask({about: 'login', prompt, isShown}, over),
    }
    const link: HeldLink = {
      machine: target.machine,
      transport: makeTransport(this.#here, {...target, resolved, ...asking}),
      stamps: stampsOf(target, resolved),
      askers,
      idleSince: undefined,
      keepUntil: 0,
      users: 0,
    }
    this.#links.set(key, link)
    return use(link)
  }

  #release(link: HeldLink): void {
    link.users--
    if (link.users > 0) return
    link.idleSince = performance.now()
    if (this.#retired.delete(link)) void link.transport.close()
  }

  #retire(key: string, link: HeldLink): void {
    this.#links.delete(key)
    if (link.users === 0) void link.transport.close()
    else this.#retired.add(link)
  }

  async #disconnect(machines: readonly string[]): Promise<string[]> {
    const ended = [...this.#links].filter(([, {machine}]) => machines.length === 0 || machines.includes(machine))
    const closed = ended.filter(([, {transport}]) => transport.isUp()).map(([, {machine}]) => machine)
    for (const [key] of ended) this.#links.delete(key)
    await Promise.all(ended.map(async ([, {transport}]) => transport.close()))
    return [...new Set(closed)]
  }
}

function use(link: HeldLink): HeldLink {
  link.users++
  link.idleSince = undefined
  return link
}
