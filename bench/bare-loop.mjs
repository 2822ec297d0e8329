// The yardstick: the same reads as the doctor's, with nothing around them.
import {lstatSync, readdirSync, readFileSync, realpathSync, statSync} from 'node:fs'
import process from 'node:process'

const {reads} = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const quiet = {throwIfNoEntry: false}
const does = {
  read: readFileSync,
  stat: (path) => statSync(path, quiet),
  lstat: (path) => lstatSync(path, quiet),
  list: readdirSync,
  realpath: realpathSync.native,
}
for (const [op, path] of reads) does[op](path)
