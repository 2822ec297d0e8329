import {ask} from '@gt-town/hooks'
import type {Connection} from '@gt-town/contract'
import type {Command, Interfaces} from '@oclif/core'
import {join, resolve} from 'node:path'
import {refuseOwnName} from './own-names.js'

/** The folder of a plugin that is to be linked, as the user typed it. What is no package is for oclif to refuse. */
async function refuseOwnFolder(
  connection: Connection,
  config: Interfaces.Config,
  argv: readonly string[],
): Promise<void> {
  for (const word of argv.filter((one) => !one.startsWith('-'))) {
    const [file] = await connection.inspect([{op: 'read', path: resolve(word, 'package.json'), maxBytes: 1024 * 1024}])
    const name = file.ok ? nameIn(file.value.toString()) : undefined
    if (name !== undefined) refuseOwnName(config, name)
  }
}

function nameIn(text: string): string | undefined {
  try {
    const document: unknown = JSON.parse(text)
    const name = typeof document === 'object' && document !== null && 'name' in document ? document.name : undefined
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}

/** The same command, but two that change the list of plugins wait for each other, under the lock that `gt plugins install` holds too. */
export function lockedCommand(Plain: Command.Class): Command.Class {
  return class extends Plain {
    override async run(): Promise<unknown> {
      const {dataDir} = this.config
      await using connection = await ask(this.config, 'gt:connection', {machine: 'local'})
      await connection.mkdirAll(dataDir)
      return await connection.withLock(
        join(dataDir, 'package.json'),
        async () => {
          if (Plain.id === 'plugins:link') await refuseOwnFolder(connection, this.config, this.argv)
          return (await Plain.prototype.run.call(this)) as unknown
        },
        {
          timeoutMs: 600_000,
        },
      )
    }
  }
}
