// Preloaded into the doctor: writes down every path it reads, so that a bare loop can read the same.
import fs from 'node:fs'
import {syncBuiltinESMExports} from 'node:module'
import process from 'node:process'

const reads = []
const town = process.argv[process.argv.indexOf('--town') + 1]
for (const [name, op] of Object.entries({
  openSync: 'read',
  readFileSync: 'read',
  statSync: 'stat',
  lstatSync: 'lstat',
  readdirSync: 'list',
  realpathSync: 'realpath',
})) {
  const real = fs[name]
  fs[name] = Object.assign(function (path, ...rest) {
    const result = real.call(this, path, ...rest)
    if (typeof path === 'string' && path.startsWith(town)) reads.push([op, path])
    return result
  }, real)
}
fs.realpathSync.native = fs.realpathSync
syncBuiltinESMExports()

process.on('exit', () => {
  const {maxRSS} = process.resourceUsage()
  fs.writeFileSync(process.env.GT_BENCH_READS, JSON.stringify({reads, maxRssKiB: maxRSS}))
})
