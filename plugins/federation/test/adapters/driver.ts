import {LocalConnection} from '../../src/adapters/local-connection.js'

/** A connection in a process of its own, for the suite: see `Capabilities.driver`. */
const [action, path = '', times = '0'] = process.argv.slice(2)
const connection = new LocalConnection()

if (action === 'write') {
  for (let round = 0; ; round++) await connection.writeFile(path, (round % 2 ? 'a' : 'b').repeat(1024 * 1024))
}
if (action === 'count') {
  for (let round = 0; round < Number(times); round++) {
    await connection.withLock(path, async () => {
      const count = Number((await connection.readFile(path)).toString())
      await connection.writeFile(path, `${count + 1}`)
    })
  }
}
if (action === 'hold') {
  await connection.withLock(path, async () => {
    process.stdout.write('locked\n')
    return new Promise(() => setInterval(() => undefined, 1000))
  })
}
