import {GtCommand} from '@gt-town/command'
import {isGtError} from '@gt-town/contract'
import {startPluginHost} from '@gt-town/plugin-host'
import {refreshNames} from '../../completion/refresh-names.js'

export default class AutocompleteRefresh extends GtCommand {
  static override hidden = true
  static override summary = 'Ask third-party plugins for the names they complete. Run in the background after Tab.'
  static override description = `What they answer is kept in the cache folder, for this town.`
  static override examples = ['<%= config.bin %> autocomplete refresh']

  async run(): Promise<{kinds: string[]}> {
    const {flags} = await this.parse(AutocompleteRefresh)
    await using host = startPluginHost(this.config, 'gt:complete')
    const town = await this.town(flags).catch((error: unknown) => {
      if (isGtError(error, 'GT_TOWN_NOT_FOUND')) return undefined
      throw error
    })
    await using connection = await this.connect()
    const means = {connection, cacheFolder: this.config.cacheDir, signal: this.signal}
    return {kinds: await refreshNames(host, town?.target, means)}
  }
}
