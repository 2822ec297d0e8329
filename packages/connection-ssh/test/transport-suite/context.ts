import type {SshTarget} from '../../src/transport/target.js'
import type {Transport} from '../../src/transport/transport.js'
import type {Sshd} from '../../../../test/support/sshd.js'

/** What each part of the suite gets. */
export interface SuiteContext {
  readonly make: (target: SshTarget) => Transport
  /** once it has been started, before all cases */
  readonly server: () => Sshd
  /** `ends`: it can tell by which signal a command ended, and that it ended while its children hold its streams */
  readonly can: {readonly ends: boolean}
}
