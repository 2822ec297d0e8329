import {askUser, canAsk} from '@gt-town/command'
import type {HostKeyTrust} from '@gt-town/contract'
import {parseFingerprint} from '../domain/fingerprint.js'
import {hostKeyQuestion} from '../render/host-key-question.js'

/** What to do with a host key that nobody vouches for: as the flags say, else by asking, where somebody is there. @throws UsageError */
export function trustByFlags(machine: string, fingerprint: string | undefined, acceptNew: boolean): HostKeyTrust {
  if (fingerprint !== undefined) return {mode: 'fingerprint', fingerprint: parseFingerprint(fingerprint)}
  if (acceptNew) return {mode: 'accept-new'}
  if (!canAsk()) return {mode: 'strict'}
  return {
    mode: 'ask',
    ask: async (shown, over) => {
      for (const line of hostKeyQuestion(machine, shown)) process.stderr.write(`${line}\n`)
      return (await askUser('Trust this key? (yes/no) ', {over})).trim() === 'yes'
    },
  }
}
