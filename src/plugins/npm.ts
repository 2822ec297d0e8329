import {CommandNotFoundError, messageOf} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'
import {createRequire} from 'node:module'
import {join} from 'node:path'

/** The words that start the npm that comes with gt, and what every call of it is told. */
export function npmWords(config: Interfaces.Config): string[] {
  const home = config.plugins.get('@oclif/plugin-plugins')?.root ?? config.root
  try {
    const file = createRequire(join(home, 'package.json')).resolve('npm/package.json')
    const registry = config.npmRegistry === undefined ? [] : [`--registry=${config.npmRegistry}`]
    return [process.execPath, join(file, '..', 'bin', 'npm-cli.js'), '--loglevel=error', '--no-fund', ...registry]
  } catch (error) {
    throw new CommandNotFoundError('npm', {cause: error, hint: `install gt again: ${messageOf(error)}`})
  }
}

const levels = ['silent', 'error', 'warn', 'notice', 'http', 'info', 'verbose', 'silly']

/** How much npm says: the flags, else GT_NPM_LOG_LEVEL, else its errors and notices. */
export function logLevelOf(config: Interfaces.Config, flags: {silent: boolean; verbose: boolean}): string {
  if (flags.verbose) return 'verbose'
  if (flags.silent) return 'silent'
  const wanted = config.scopedEnvVar('NPM_LOG_LEVEL')
  return wanted !== undefined && levels.includes(wanted) ? wanted : 'notice'
}
