import {isGtError, type Connection} from '@gt-town/contract'
import {setTimeout} from 'node:timers/promises'

/** What a process with a connection of its own does for the suite: see `Capabilities.driver`. */
export async function drive(
  connection: Connection,
  [action, path = '', times = '0']: readonly string[],
): Promise<void> {
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
  if (action === 'append' || action === 'overwrite') {
    const data = 'x'.repeat(Number(times))
    const writing = action === 'append' ? connection.appendFile(path, data) : connection.writeFile(path, data)
    process.stdout.write(
      await writing.then(
        () => 'done',
        (error: unknown) => (isGtError(error) ? error.code : String(error)),
      ),
    )
  }
  if (action === 'leave' || action === 'leave-deaf') {
    // A signal that is ignored stays so across exec.
    const ignore = action === 'leave' ? '' : "trap '' TERM; "
    const argv = ['sh', '-c', `${ignore}echo $$ > "$1"; exec sleep 300`, 'sh', path]
    const options = {effect: 'write', paths: [path], timeoutMs: 0} as const
    void connection.execute(argv, options)
    while (!(await connection.fileExists(path)) || (await connection.readFile(path)).length === 0) await setTimeout(20)
    process.exit(0)
  }
  if (action === 'hold') {
    await connection.withLock(path, async () => {
      process.stdout.write('locked\n')
      return new Promise(() => setInterval(() => undefined, 1000))
    })
  }
}
