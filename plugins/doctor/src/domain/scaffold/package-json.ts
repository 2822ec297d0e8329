import {checkContractVersion} from '@gt-town/contract'

/** @param contract absolute path of the contract of this gt, until it is on a registry */
export function packageJson({name, contract}: {name: string; contract: string}): string {
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
    devDependencies: {'@gt-town/contract': `file:${contract}`},
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}
