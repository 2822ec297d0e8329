import {checkContractVersion} from '@gt-town/contract'

/** Absolute paths of the packages that a package of checks needs for its tests. */
export interface Libraries {
  /** of `@gt-town/contract` */
  readonly contract: string
  /** of `@gt-town/contract-testing` */
  readonly testing: string
}

/** The libraries are those of this gt, until they are on a registry. */
export function packageJson({name, libraries}: {name: string; libraries: Libraries}): string {
  const manifest = {
    name,
    version: '0.1.0',
    description: 'Checks for gt doctor.',
    type: 'module',
    keywords: ['gt-town', 'oclif-plugin'],
    engines: {node: '>=20.19'},
    files: ['src'],
    scripts: {test: 'node --test'},
    gt: {contract: checkContractVersion},
    oclif: {hooks: {'gt:checks': './src/hooks/checks.js'}},
    devDependencies: {
      '@gt-town/contract': `file:${libraries.contract}`,
      '@gt-town/contract-testing': `file:${libraries.testing}`,
    },
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
