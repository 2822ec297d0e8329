import {string} from '@oclif/core/flags'

/** `--machine`, the same for every command that can work on another machine. */
export const machineFlag = string({
  description: 'Do it in the town of this machine, instead of the one here; local is the one here.',
  helpValue: 'NAME',
})

/** What a command line needs so that it works on this machine: nothing here. */
export function machineOption(machine: string): string {
  return machine === 'local' ? '' : ` --machine ${machine}`
}
