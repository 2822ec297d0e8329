import {configFilesOf} from '../config/config-files.js'
import type {ResolvedSsh} from '../config/resolved-ssh.js'
import {fileStamp} from '../files/stamp.js'
import type {SshTarget} from '../transport/target.js'
import type {Transport} from '../transport/transport.js'

/** A link that is kept, and what it was made by. */
export interface HeldLink {
  readonly machine: string
  readonly transport: Transport
  /** files that decided how it is made and whom it trusts, as they were */
  readonly stamps: ReadonlyMap<string, string>
  /** asks whoever waits for it */
  readonly askers: Set<Asker>
  /** when its last user left, in ms of performance.now(); undefined while somebody is there */
  idleSince: number | undefined
  /** until when it is kept, used or not */
  keepUntil: number
  users: number
}

/** A type and no interface: it goes as JSON. */
export type Question =
  | {readonly about: 'passphrase'; readonly keyFile: string; readonly attempt: number}
  | {readonly about: 'login'; readonly prompt: string; readonly isShown: boolean}

export interface Asker {
  /** whether its user is there for that */
  canAsk(about: Question['about']): boolean
  ask(question: Question, over: AbortSignal): Promise<string>
}

/** The files that a link depends on, and what tells that they are as they were. */
export function stampsOf(target: SshTarget, resolved: ResolvedSsh): ReadonlyMap<string, string> {
  const {keyPath, knownHosts, configFile} = target
  const keys = [...resolved.identityFiles, ...(keyPath === undefined ? [] : [keyPath])]
  const paths = [
    ...keys.flatMap((path) => [path, `${path}.pub`, `${path}-cert.pub`]),
    ...(knownHosts === undefined ? [] : [knownHosts]),
    ...resolved.userKnownHostsFiles,
    ...resolved.globalKnownHostsFiles,
    ...configFilesOf(configFile).files,
  ]
  return new Map([...new Set(paths)].map((path) => [path, fileStamp(path)]))
}

/** Whether none of those files has changed. */
export function isUnchanged(stamps: ReadonlyMap<string, string>): boolean {
  return [...stamps].every(([path, stamp]) => fileStamp(path) === stamp)
}
