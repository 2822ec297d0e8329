import {createServer} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import {listenOnce} from '../src/held/listen-once.js'

// Wants each of the names in a folder at the moment that is agreed on, and says which it got.
const [folder = '', names = '', startAt = '', everyMs = ''] = process.argv.slice(2)
const got: string[] = []
for (const [index, name] of names.split(',').entries()) {
  await sleep(Math.max(0, Number(startAt) + index * Number(everyMs) - Date.now()))
  if (await listenOnce(createServer(), `${folder}/${name}`)) got.push(name)
}
process.stdout.write(got.join('\n'))
// What it has is what the others must not take: they are still at it.
process.stdout.write('\nend\n')
process.stdin.resume().on('end', () => process.exit(0))
