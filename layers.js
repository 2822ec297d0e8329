// The layers of a plugin and what each may not import: the one place that says it. The linter (.dependency-cruiser.js) and
// test/repository.test.ts read it; docs/architecture.md says why.

/** Modules that touch the machine: their names, without `node:`. */
const io = ['fs', 'fs/promises', 'child_process', 'net', 'os', 'process', 'http', 'tls', 'dgram', 'node-ssh', 'ssh2']
/** Modules that lead to a machine; what checks their names has entries of its own. */
const connections = ['@gt-town/connection-local', '@gt-town/connection-ssh', '@gt-town/connection-gcp']
const oclif = ['@oclif/core']
const terminal = ['@gt-town/command']
const thirdParty = ['@gt-town/plugin-host']
const clocks = ['timers', 'timers/promises', '@gt-town/waiting']

/**
 * layer → what it may not import: other layers of its plugin, and modules with all that is below them.
 * @type {Readonly<Record<string, {layers: readonly string[], modules: readonly string[]}>>}
 */
export const layers = {
  commands: {layers: ['adapters', 'operations', 'checks', 'hooks'], modules: [...io, ...connections]},
  'command-bases': {
    layers: ['commands', 'adapters', 'operations', 'checks', 'hooks'],
    modules: [...io, ...connections],
  },
  views: {
    layers: ['commands', 'adapters', 'operations', 'checks', 'hooks'],
    modules: [...io, ...connections, ...oclif, ...thirdParty],
  },
  hooks: {layers: ['commands', 'views'], modules: [...io, ...terminal, ...thirdParty]},
  'use-cases': {
    layers: ['commands', 'views', 'adapters', 'render', 'hooks', 'checks'],
    modules: [...io, ...connections, ...oclif, ...terminal, ...thirdParty],
  },
  operations: {
    layers: ['commands', 'views', 'adapters', 'render', 'hooks', 'checks', 'use-cases'],
    modules: [...io, ...connections, ...oclif, ...terminal, ...thirdParty],
  },
  checks: {
    layers: ['commands', 'views', 'adapters', 'render', 'hooks', 'use-cases'],
    modules: [...io, ...connections, ...oclif, ...terminal, ...thirdParty],
  },
  light: {
    layers: ['commands', 'command-bases', 'checks', 'hooks'],
    modules: [...connections, ...oclif, ...terminal, ...thirdParty],
  },
  domain: {
    layers: ['commands', 'views', 'adapters', 'render', 'hooks', 'checks', 'use-cases', 'operations'],
    modules: [...io, ...clocks, ...connections, ...oclif, ...terminal, ...thirdParty],
  },
  render: {
    layers: ['commands', 'views', 'adapters', 'hooks', 'checks', 'use-cases', 'operations'],
    modules: [...io, ...clocks, ...connections, ...oclif, ...thirdParty],
  },
  adapters: {
    layers: ['commands', 'views', 'domain', 'render', 'hooks', 'checks', 'use-cases', 'operations'],
    modules: [...oclif, ...terminal, ...thirdParty],
  },
}

/** Entries of packages above that every layer may have: some only check names, the others load neither oclif nor ssh2. */
export const pureEntries = [
  '@gt-town/connection-ssh/host',
  '@gt-town/connection-ssh/includes',
  '@gt-town/connection-gcp/cloud-name',
  '@gt-town/connection-ssh/held',
  '@gt-town/command/light',
]
