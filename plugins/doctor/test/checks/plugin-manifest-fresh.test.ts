import {testCheck} from '@gt-town/contract-testing'
import {pluginManifestFresh} from '../../src/checks/plugin-manifest-fresh.js'

const root = '/data/acme'
const file = `${root}/oclif.manifest.json`
const acme = {name: 'gt-plugin-acme', version: '1.2.0', root, commandFolder: './commands'}
const check = pluginManifestFresh(() => [acme])
const manifest = (paths: Readonly<Record<string, string[] | undefined>>, version = '1.2.0'): string =>
  JSON.stringify({
    version,
    commands: Object.fromEntries(Object.entries(paths).map(([id, relativePath]) => [id, {id, relativePath}])),
  })
const hint = 'delete it, or make it again: npx oclif manifest'

testCheck(check, {
  passes: [
    {title: 'passes when a plugin ships none', tree: {[`${root}/commands/a.js`]: ''}},
    {
      title: 'passes when it lists the files that are there',
      tree: {
        [file]: manifest({a: ['commands', 'a.js'], 'b:c': undefined}),
        [`${root}/commands/a.js`]: '',
        [`${root}/commands/b/c.js`]: '',
        [`${root}/commands/b/c.d.ts`]: '',
        [`${root}/commands/b/c.test.js`]: '',
        [`${root}/commands/README.md`]: '',
      },
    },
    {title: 'passes for a prerelease of its version', tree: {[file]: manifest({}, '1.2.0-beta.1')}},
  ],
  fails: [
    {
      tree: {
        [file]: manifest({a: ['commands', 'a.js'], 'b:c': ['commands', 'b', 'c.js']}),
        [`${root}/commands/a.js`]: '',
      },
      message: 'The oclif.manifest.json of gt-plugin-acme 1.2.0 lists commands whose files are gone: b c',
      path: file,
      hint,
    },
    {
      tree: {[file]: manifest({}), [`${root}/commands/new.js`]: ''},
      message: 'The oclif.manifest.json of gt-plugin-acme 1.2.0 does not list commands/new.js',
      status: 'warn',
      path: file,
      hint,
    },
    {
      tree: {[file]: manifest({}, '1.1.0')},
      message: 'The oclif.manifest.json of gt-plugin-acme 1.2.0 is of version 1.1.0: gt does not use it',
      status: 'warn',
      path: file,
      hint,
    },
    {
      tree: {[file]: '{'},
      message: 'The oclif.manifest.json of gt-plugin-acme 1.2.0 is not JSON: gt does not use it',
      status: 'warn',
      path: file,
      hint,
    },
  ],
})
