import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {quickNpm} from './own-plugins.js'

/** gt with data, cache and configuration folders of its own, in a folder of its own. */
export class PluginFolders {
  readonly #folder = temporaryFolder('plugins')
  readonly path = this.#folder.path
  readonly env: Record<string, string>

  constructor(env: Readonly<Record<string, string>> = {}) {
    const folders = {GT_DATA_DIR: 'data', GT_CACHE_DIR: 'cache', GT_CONFIG_DIR: 'config'}
    const paths = Object.entries(folders).map(([name, folder]) => [name, join(this.path, folder)])
    this.env = {...quickNpm, ...(Object.fromEntries(paths) as Record<string, string>), ...env}
  }

  async gt(...words: string[]): Promise<CliResult> {
    return runCli(words, {cwd: this.path, env: this.env})
  }

  /** Names of what is installed, as `gt plugins` shows them. */
  async installed(): Promise<string[]> {
    const {stdout} = await this.gt('plugins')
    return stdout
      .split('\n')
      .filter((line) => /\d/.test(line))
      .map((line) => line.trim())
  }

  list(): string {
    return readFileSync(join(this.path, 'data', 'package.json'), 'utf8')
  }

  remove(): void {
    this.#folder.remove()
  }
}
