interface HostFacts {
  readonly name: string
  readonly settings: readonly (readonly [name: string, value: string])[]
}

export interface SshConfigDocument {
  name: string
  settings: {name: string; value: string}[]
}

/** Host blocks of ssh_config(5). */
export function sshConfigText(hosts: readonly HostFacts[]): string {
  return hosts
    .map(({name, settings}) => [`Host ${name}`, ...settings.map(([key, value]) => `  ${key} ${value}`)].join('\n'))
    .join('\n\n')
}

export function sshConfigDocument({name, settings}: HostFacts): SshConfigDocument {
  return {name, settings: settings.map(([key, value]) => ({name: key, value}))}
}
