// npm run build: schemas, TypeScript, manifests.
import {run} from './run.mjs'

await run('node', ['scripts/build-schemas.mjs'])
await run('node', ['node_modules/typescript/bin/tsc', '-b'])
await run('node', ['scripts/manifest.mjs'])
