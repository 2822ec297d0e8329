/** What a command line needs so that it works on this machine: nothing here. */
export function onMachine(machine: string): string {
  return machine === 'local' ? '' : ` --machine ${machine}`
}
