// The yardstick: the same looks as the doctor's, with nothing around them.
import {lstatSync, readdirSync, readFileSync, realpathSync, statSync} from 'node:fs'
import process from 'node:process'

const {looks} = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const quiet = {throwIfNoEntry: false}
const does = {
  read: readFileSync,
  stat: (path) => statSync(path, quiet),
  lstat: (path) => lstatSync(path, quiet),
  list: readdirSync,
  realpath: realpathSync.native,
}
for (const [op, path] of looks) does[op](path)
