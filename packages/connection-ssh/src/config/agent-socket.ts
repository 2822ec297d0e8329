/**
 * Where the agent listens.
 * @param setting IdentityAgent: a path, `none`, the word SSH_AUTH_SOCK or a `$NAME` of the environment; default the second last
 * @param expand fills in a path
 * @returns undefined where there is no agent or none is wanted
 */
export function agentSocket(
  setting: string | undefined,
  expand: (path: string) => string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (setting === 'none') return undefined
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return env['SSH_AUTH_SOCK'] || undefined
  const [, name] = /^\$([A-Za-z_]\w*)$/.exec(setting) ?? []
  return name === undefined ? expand(setting) : env[name] || undefined
}
