import {compiled} from '../../../test/support/compiled.js'

// As it is shipped: in one file, with the program of its worker processes beside it, which so start in 60 ms instead of a second.
compiled(new URL('../src/worker/main.ts', import.meta.url), 'plugin-host-worker.cjs')
const file = compiled(new URL('examine.ts', import.meta.url))

export const {examine, facts, PluginHost, pluginOf} = (await import(file)) as typeof import('./examine.js')
