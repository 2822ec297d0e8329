import {GtCommand} from '@gt-town/command'
import {askChecks, startPluginHost} from '@gt-town/plugin-host'
import {factsOf, type CheckFacts} from '../../domain/checks/check-facts.js'
import {renderChecks} from '../../render/check-facts.js'
import {listChecks} from '../../use-cases/list-checks.js'

export default class DoctorChecks extends GtCommand {
  static override summary = 'List the checks that gt doctor runs.'
  static override description = `Those of third-party plugins too, in the order in which they are reported. --only and --skip of gt doctor take ids, categories and patterns.`
  static override examples = ['<%= config.bin %> doctor checks', '<%= config.bin %> doctor checks --json']

  async run(): Promise<{checks: CheckFacts[]}> {
    await this.parse(DoctorChecks)
    await using host = startPluginHost(this.config, 'gt:checks')
    const checks = listChecks(await askChecks(this.config, host)).map(factsOf)
    this.log(renderChecks(checks, this.theme.width))
    return {checks}
  }
}
