import {fail, pass, skip, type EnvironmentCheck} from '@gt-town/contract'
import type {LoadedThirdPartyPlugin} from '../domain/plugins/third-party-plugin.js'

/** gt loads a plugin whose commands it cannot find out without them, so that it harms nothing else; this says so. */
export function pluginManifest(thirdParty: () => readonly LoadedThirdPartyPlugin[]): EnvironmentCheck {
  return {
    id: 'doctor/plugin-manifest',
    title: 'The commands of every plugin are known',
    category: 'Plugins',
    scope: 'environment',
    description:
      'A plugin without a valid oclif.manifest.json is inspected in a process of its own. Where that fails, for example because one ' +
      'of its files hangs or exits as it loads, gt has none of its commands.',
    remedy:
      'Update the plugin, or uninstall it: gt plugins uninstall NAME. Its author can ship an oclif.manifest.json.',

    async run({connection}) {
      if (connection.machine !== 'local') return skip('plugins are loaded on this machine, not on that one')
      const findings = thirdParty().flatMap(({name, version, root, problem}) =>
        problem === undefined
          ? []
          : [
              fail(`${name} ${version} has commands that gt cannot use: ${problem}`, {
                key: name,
                path: root,
                hint: `update it, or gt plugins uninstall ${name}`,
              }),
            ],
      )
      return Promise.resolve(findings.length > 0 ? findings : pass())
    },
  }
}
