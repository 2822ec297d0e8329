import {testCheck} from '@gt-town/contract-testing'
import {pluginManifest} from '../../src/checks/plugin-manifest.js'

const acme = {name: 'gt-plugin-acme', version: '1.2.0', root: '/data/acme'}

testCheck(
  pluginManifest(() => [acme]),
  {passes: [{title: 'passes when the commands of all plugins are known', tree: {}}]},
)

testCheck(
  pluginManifest(() => [acme, {name: 'gt-plugin-bad', version: '0.1.0', root: '/data/bad', problem: 'it exits'}]),
  {
    fails: [
      {
        tree: {},
        message: 'gt-plugin-bad 0.1.0 has commands that gt cannot use: it exits',
        hint: 'update it, or gt plugins uninstall gt-plugin-bad',
        path: '/data/bad',
      },
    ],
  },
)
