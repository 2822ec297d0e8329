import type {RegisteredCheck} from './checks/registered-check.js'

/** Package and version of a check that is not one of gt's own, to tell readers whom to turn to; else undefined. */
export function broughtBy({plugin, version}: RegisteredCheck): string | undefined {
  return plugin.startsWith('@gt-town/') ? undefined : `${plugin}@${version}`
}
