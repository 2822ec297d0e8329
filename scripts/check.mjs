// npm run check: everything that can be said about the code without running it.
import {bootstrap} from './bootstrap.mjs'
import {run} from './run.mjs'

await bootstrap()
const node = (script, ...args) => run('node', [`node_modules/${script}`, ...args])
// The linter takes as long as all others together.
await Promise.all([node('eslint/bin/eslint.js', '.', '--max-warnings', '0'), others()])

async function others() {
  await node('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')
  // Circles and layers of imports.
  await node(
    'dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    '.dependency-cruiser.js',
    '--output-type',
    'err',
    'packages',
    'plugins',
    'src',
    'bin',
    'scripts',
    'bench',
  )
  await node('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.test.json')
  await node('knip/bin/knip.js')
  await run('node', ['scripts/check-programs.mjs'])
  await run('node', ['scripts/manifest.mjs', '--check'])
}
