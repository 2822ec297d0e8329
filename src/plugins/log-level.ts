import type {Interfaces} from '@oclif/core'

const levels = ['silent', 'error', 'warn', 'notice', 'http', 'info', 'verbose', 'silly']

/** How much npm says: the flags, else GT_NPM_LOG_LEVEL, else its errors and notices. */
export function logLevelOf(config: Interfaces.Config, flags: {silent: boolean; verbose: boolean}): string {
  if (flags.verbose) return 'verbose'
  if (flags.silent) return 'silent'
  const wanted = config.scopedEnvVar('NPM_LOG_LEVEL')
  return wanted !== undefined && levels.includes(wanted) ? wanted : 'notice'
}
