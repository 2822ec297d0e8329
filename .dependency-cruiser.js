// The linter of imports, types included: no circles, layers as in layers.js, no plugin knows another.
import {readFileSync} from 'node:fs'
import {layers, pureEntries} from './layers.js'

const literal = (text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
const folderOf = (name) => `packages/${name.slice('@gt-town/'.length)}/src/`

/** A module as it is resolved: a package of ours to its sources, one of others below node_modules, one of Node by its name. */
function resolved(module) {
  if (module.startsWith('@gt-town/')) return `^${literal(folderOf(module))}`
  return `^(node:)?${literal(module)}$|(^|/)node_modules/${literal(module)}/`
}

/** The source of such an entry, as the package's manifest says. */
function entryFile(entry) {
  const [, name, file] = entry.split('/')
  const {exports} = JSON.parse(readFileSync(new URL(`packages/${name}/package.json`, import.meta.url), 'utf8'))
  return `^${literal(`packages/${name}/${exports[`./${file}`]['gt-source'].slice(2)}`)}$`
}

export default {
  forbidden: [
    {name: 'no-circles', severity: 'error', from: {}, to: {circular: true}},
    {
      name: 'no-plugin-knows-another',
      severity: 'error',
      from: {path: '^plugins/([^/]+)/src/'},
      to: {path: '^plugins/', pathNot: '^plugins/$1/src/'},
    },
    {
      name: 'no-package-knows-a-plugin',
      severity: 'error',
      from: {path: '^packages/[^/]+/src/'},
      to: {path: '^(plugins|src)/'},
    },
    {
      name: 'contract-knows-no-package',
      severity: 'error',
      from: {path: '^packages/contract/src/'},
      to: {path: '^packages/', pathNot: '^packages/contract/src/'},
    },
    {
      name: 'contract-runs-without-dependencies',
      severity: 'error',
      from: {path: '^packages/contract/src/'},
      to: {path: 'node_modules', dependencyTypesNot: ['type-only']},
    },
    {name: 'nothing-unresolved', severity: 'error', from: {}, to: {couldNotResolve: true}},
    ...Object.entries(layers).flatMap(([layer, not]) => [
      {
        name: `${layer}-not-that-layer`,
        severity: 'error',
        from: {path: `^plugins/([^/]+)/src/${layer}/`},
        to: {path: `^plugins/$1/src/(${not.layers.join('|')})/`},
      },
      {
        name: `${layer}-not-that-module`,
        severity: 'error',
        from: {path: `^plugins/[^/]+/src/${layer}/`},
        to: {path: not.modules.map(resolved).join('|'), pathNot: pureEntries.map(entryFile).join('|')},
      },
    ]),
  ],
  options: {
    doNotFollow: {path: 'node_modules'},
    exclude: {path: '/(dist|generated|fixtures|node_modules/(?!ssh2|node-ssh|@oclif))/'},
    tsPreCompilationDeps: true,
    tsConfig: {fileName: 'tsconfig.json'},
    enhancedResolveOptions: {conditionNames: ['gt-source', 'import', 'node', 'default'], exportsFields: ['exports']},
  },
}
