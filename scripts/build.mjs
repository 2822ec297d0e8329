// npm run build: schemas, programs in perl and sh, TypeScript, manifests, the bundle and its code cache, what completion knows.
import {run} from './run.mjs'

await run('node', ['scripts/build-schemas.mjs'])
await run('node', ['scripts/build-programs.mjs'])
await run('node', ['scripts/compile.mjs'])
await run('node', ['scripts/manifest.mjs'])
await run('node', ['scripts/bundle.mjs'])
await run('node', ['scripts/code-cache.mjs'])
await run('node', ['scripts/completion-table.mjs'])
