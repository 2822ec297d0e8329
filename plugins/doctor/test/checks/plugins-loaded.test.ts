import {testCheck} from '@gt-town/contract-testing'
import {pluginsLoaded} from '../../src/checks/plugins-loaded.js'

const list = '/data/gt/package.json'
const installed = (...names: string[]): string =>
  JSON.stringify({oclif: {plugins: names.map((name) => ({name, type: 'user'}))}})
const check = pluginsLoaded({
  root: '@gt-town/cli',
  declared: ['@gt-town/plugin-workspace', '@gt-town/plugin-federation'],
  installedFile: list,
  loaded: () => new Set(['@gt-town/plugin-workspace', '@gt-town/plugin-federation', 'gt-plugin-acme']),
})

testCheck(check, {
  passes: [
    {title: 'passes where nothing was ever installed', tree: {}},
    {title: 'passes when all are loaded', tree: {[list]: installed('gt-plugin-acme')}},
    {title: 'passes when the list has another shape', tree: {[list]: '{"oclif": 7}'}},
  ],
  fails: [
    {
      tree: {[list]: installed('gt-plugin-acme', 'gt-plugin-lost')},
      message: 'gt-plugin-lost is installed but was not loaded',
      hint: 'gt plugins install gt-plugin-lost',
    },
    {tree: {[list]: '{'}, message: 'The list of installed plugins is not JSON', path: list},
  ],
})

testCheck(
  pluginsLoaded({root: '@gt-town/cli', declared: ['gone'], installedFile: list, loaded: () => new Set<string>()}),
  {fails: [{tree: {}, message: 'gone is part of @gt-town/cli but was not loaded', hint: 'install gt again'}]},
)
