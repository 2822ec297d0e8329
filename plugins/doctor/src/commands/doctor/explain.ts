import {GtCommand} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {askChecks, startPluginHost} from '@gt-town/plugin-host'
import {string as stringArg} from '@oclif/core/args'
import {factsOf, type CheckFacts} from '../../domain/checks/check-facts.js'
import {renderCheck} from '../../render/check-facts.js'
import {findCheck} from '../../use-cases/list-checks.js'

export default class DoctorExplain extends GtCommand {
  static override summary = 'Say what a check looks at, why, and how to repair what it finds.'
  static override description = `Third-party checks are explained as far as their authors say something.`
  static override examples = ['<%= config.bin %> doctor explain workspace/refinery-clone']

  static completion: CommandCompletion = {args: {id: 'check'}}
  static override args = {
    id: stringArg({description: 'Id of the check, as gt doctor checks lists it.', required: true}),
  }

  async run(): Promise<{check: CheckFacts}> {
    const {args} = await this.parse(DoctorExplain)
    await using host = startPluginHost(this.config, 'gt:checks')
    const facts = factsOf(findCheck(await askChecks(this.config, host), args.id))
    this.log(renderCheck(facts, this.theme))
    return {check: facts}
  }
}
