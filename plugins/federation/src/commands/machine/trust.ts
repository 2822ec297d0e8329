import {askUser, canAsk, GtCommand} from '@gt-town/command'
import {string} from '@oclif/core/args'
import {string as stringFlag} from '@oclif/core/flags'
import type {CommandCompletion, ShownHostKey} from '@gt-town/contract'
import {parseFingerprint} from '../../domain/fingerprint.js'
import {hostKeyQuestion} from '../../render/host-key-question.js'
import {trustLines} from '../../render/trust-lines.js'
import {oneMachine} from '../../use-cases/list-machines.js'
import {trustMachine} from '../../use-cases/trust-machine.js'

interface TrustDocument {
  host_key: {
    machine: string
    trusted: string | null
    replaced: string[]
    reached: boolean
  }
}

export default class MachineTrust extends GtCommand {
  static override summary = 'Trust the host key that a machine shows now, in place of those trusted before.'
  static override description = `The way out when the key of a machine was changed on purpose. Shows the new key and what was trusted so far and asks; where there is \
no terminal, --fingerprint must say which key is right. A revoked key is refused.`
  static override examples = [
    '<%= config.bin %> machine trust west',
    '<%= config.bin %> machine trust west --fingerprint SHA256:...',
  ]
  static completion: CommandCompletion = {args: {name: 'machine'}}
  static override args = {name: string({description: 'The machine.', required: true})}
  static override flags = {
    fingerprint: stringFlag({description: 'The key it must show.', helpValue: 'SHA256:...'}),
  }

  async run(): Promise<TrustDocument> {
    const {args, flags} = await this.parse(MachineTrust)
    const fingerprint = flags.fingerprint === undefined ? undefined : parseFingerprint(flags.fingerprint)
    const town = await this.town(flags)
    const {workspace} = town.hub
    const machine = await oneMachine(town, args.name)
    const result = await trustMachine(machine, {
      connect: async (trust) => this.connect(machine.name, {workspace, trust}),
      fingerprint,
      ask: canAsk() ? async (shown, over) => confirm(machine.name, shown, over) : undefined,
      signal: this.signal,
    })
    for (const line of trustLines(machine.name, result)) this.log(line)
    const {shown, isReached} = result
    return {
      host_key: {
        machine: machine.name,
        trusted: shown?.fingerprint ?? null,
        replaced: (shown?.trusted ?? []).filter((old) => old !== shown?.fingerprint),
        reached: isReached,
      },
    }
  }
}

async function confirm(machine: string, shown: ShownHostKey, over?: AbortSignal): Promise<boolean> {
  for (const line of hostKeyQuestion(machine, shown)) process.stderr.write(`${line}\n`)
  return (await askUser('Trust this key from now on, and no other of this machine? (yes/no) ', {over})).trim() === 'yes'
}
