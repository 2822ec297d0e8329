// npm run test:node MAJOR: npm test on another major version of Node. More arguments go to mocha: npm run test:node 24 FILE
import {delimiter, dirname} from 'node:path'
import process from 'node:process'
import {bootstrap} from './bootstrap.mjs'
import {nodeOrEnd} from './fetch-node.mjs'
import {run} from './run.mjs'

const [major = '', ...words] = process.argv.slice(2)
if (!/^\d+$/.test(major)) {
  console.error('Error: which Node?\nNext: npm run test:node MAJOR [FILE...], such as npm run test:node 24')
  process.exit(2)
}
// Dependencies first: they are installed into an empty node_modules, and it is kept there.
await bootstrap()
const node = nodeOrEnd(major)
// What asks for `node`, such as npm and the scripts of the build, gets this one too.
const env = {...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`}
await run(node, ['scripts/test.mjs', ...words], {env})
