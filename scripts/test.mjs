// npm test: bootstrap if needed, build, all tests. Arguments go to mocha: npm test -- test/e2e/install.test.ts
// --quick: those that take a minute together and need no sshd. --soak: those that try chance, far more often than npm test does.
// --record: all, and how long they took is written to test/seconds.json.
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import process from 'node:process'
import {bootstrap} from './bootstrap.mjs'
import {memoryFolder} from './memory-folder.mjs'
import {run} from './run.mjs'
import {ensureSystemTools} from './system-tools.mjs'
import {allTests, longestFirst, mentions, secondsFile, takesLong} from './test-files.mjs'

const kinds = {
  '--quick': () => ({files: allTests().filter((file) => !takesLong(file) && !mentions(file, 'sshd'))}),
  '--soak': () => ({files: allTests().filter((file) => mentions(file, 'GT_SOAK')), env: {GT_SOAK: '1'}}),
  '--record': () => ({files: allTests(), env: {GT_TEST_SECONDS: secondsFile}}),
}
const words = process.argv.slice(2)
const kind = words.find((word) => word in kinds)
const chosen = words.filter((word) => word !== kind)

ensureSystemTools(kind === '--quick' ? 'quick' : 'tests')
await bootstrap()
// Each node reads that file as it starts, and no test talks to a server whose certificate is in it.
delete process.env.NODE_EXTRA_CA_CERTS
process.env.TMPDIR = memoryFolder() ?? process.env.TMPDIR ?? tmpdir()
// Nothing that lasts, nor anything in the user's cache: tests whose matter that is say otherwise.
process.env.GT_HOLD = 'off'
process.env.GT_CACHE_DIR = join(process.env.TMPDIR, 'gt-cache')
const {files, env = {}} = kinds[kind]?.() ?? {files: allTests()}
await run(
  'node',
  [
    'node_modules/mocha/bin/mocha.js',
    // More files at a time than CI has processors: many tests wait for deadlines.
    ...['--parallel', '--jobs', '4'],
    '--reporter',
    'scripts/reporter.cjs',
    ...(chosen.length > 0 ? chosen : longestFirst(files)),
  ],
  {env: {...process.env, ...env}},
)
