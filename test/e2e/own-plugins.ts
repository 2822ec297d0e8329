import {execFile} from 'node:child_process'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {promisify} from 'node:util'
import {environment} from './cli.js'

/** npm starts in half the time, see there, and neither asks for nor writes what nobody looks at. */
export const quickNpm = {
  npm_config_update_notifier: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_logs_max: '0',
  NODE_OPTIONS: `--require=${fileURLToPath(new URL('../support/quick-npm.cjs', import.meta.url))}`,
}

/** A registry that nobody answers for: whatever asks it fails at once. */
const noNetwork = {
  ...quickNpm,
  npm_config_registry: 'http://127.0.0.1:9/',
  npm_config_fetch_retries: '0',
  GT_NPM_REGISTRY: 'http://127.0.0.1:9/',
}

/** Where oclif keeps the plugins of a user, below `folder`; and no network to get others. */
export function pluginFolders(folder: string): Record<string, string> {
  return {
    ...noNetwork,
    GT_DATA_DIR: join(folder, 'data'),
    GT_CACHE_DIR: join(folder, 'cache'),
    GT_CONFIG_DIR: join(folder, 'config'),
  }
}

/** Runs npm without any setting of whoever runs the tests. @returns what it printed. @throws with its output when it fails */
export async function npm(cwd: string, ...words: string[]): Promise<string> {
  const {stdout} = await promisify(execFile)('npm', words, {cwd, env: {...environment(), ...noNetwork}})
  return stdout
}

/** Runs the tests of a package. @returns what they said, as TAP: which reporter node takes by itself depends on its version */
export async function npmTest(cwd: string): Promise<string> {
  return npm(cwd, 'test', '--', '--test-reporter=tap')
}
