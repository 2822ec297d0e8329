import {UsageError} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'

/** Names of packages that are part of gt: another package of such a name would run in its place. */
function ownNames(config: Pick<Interfaces.Config, 'name' | 'pjson'>): ReadonlySet<string> {
  return new Set([config.name, ...(config.pjson.oclif.plugins ?? []).filter((name) => typeof name === 'string')])
}

/** @throws UsageError `GT_PLUGIN_INVALID` */
export function refuseOwnName(config: Pick<Interfaces.Config, 'name' | 'pjson'>, name: string): void {
  if (!ownNames(config).has(name)) return
  throw new UsageError('GT_PLUGIN_INVALID', `${name} is the name of a part of gt`, {
    hint: 'give the package another name',
  })
}
