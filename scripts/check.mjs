// npm run check: everything that can be said about the code without running it.
import process from 'node:process'
import {bootstrap} from './bootstrap.mjs'
import {run} from './run.mjs'

await bootstrap()
// Each node reads that file as it starts, and nothing here talks to a server.
delete process.env.NODE_EXTRA_CA_CERTS
const node = (script, ...args) => run('node', [`node_modules/${script}`, ...args])
// It tells errors of types too.
await node('oxlint/bin/oxlint')
await node('oxfmt/bin/oxfmt', '--check')
await others()

async function others() {
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
  await node('knip/bin/knip.js')
  await run('node', ['scripts/check-programs.mjs'])
  await run('node', ['scripts/manifest.mjs', '--check'])
  await run('node', ['scripts/document-schemas.mjs', '--check'])
}
