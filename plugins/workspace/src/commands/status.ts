import {GtCommand} from '@gt-town/command'
import {askStatus, startPluginHost} from '@gt-town/plugin-host'
import {mergeStatus, statusText} from '../render/status.js'

export default class Status extends GtCommand {
  static override summary = 'Show the town at a glance.'
  static override description = `Every plugin adds its own sections. One that fails is shown as a line, and the exit code is 3 then.`
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --json']

  async run(): Promise<Record<string, unknown>> {
    const {flags} = await this.parse(Status)
    await using host = startPluginHost(this.config, 'gt:status', {hookTimeoutMs: 10_000})
    const {connection, workspace} = (await this.town(flags)).target
    const answers = await askStatus(
      this.config,
      host,
      {connection, workspace, signal: this.signal},
      {timeoutMs: 10_000},
    )
    const report = mergeStatus(answers)
    if (report.failures.length > 0) process.exitCode = 3
    this.log(statusText(workspace, report, this.theme))
    return {
      workspace: {
        path: workspace.root,
        ...(workspace.name !== undefined && {name: workspace.name}),
        config_dir: workspace.configDir,
      },
      ...Object.fromEntries(report.sections.map(({key, data}) => [key, data])),
      failures: report.failures,
    }
  }
}
