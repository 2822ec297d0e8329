// npm test: bootstrap if needed, build, all tests. Arguments go to mocha: npm test -- test/e2e/install.test.ts
import process from 'node:process'
import {bootstrap} from './bootstrap.mjs'
import {run} from './run.mjs'
import {ensureSystemTools} from './system-tools.mjs'

ensureSystemTools()
await bootstrap({force: true})
const chosen = process.argv.slice(2)
const all = ['packages/*/test/**/*.test.ts', 'plugins/*/test/**/*.test.ts', 'test/**/*.test.ts']
await run('node', [
  'node_modules/mocha/bin/mocha.js',
  // More files at a time than CI has processors: many tests wait for deadlines.
  ...['--parallel', '--jobs', '3'],
  '--reporter',
  'scripts/reporter.cjs',
  ...(chosen.length > 0 ? chosen : all),
])
