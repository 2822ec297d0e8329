import {integer} from '@oclif/core/flags'

/** `--timeout` of a command that clones or connects; see `GtCommand.limitTo`. */
export const timeoutFlag = integer({
  description: 'Seconds it may take; 0 is no limit.',
  helpValue: 'SEC',
  default: 600,
  min: 0,
})
