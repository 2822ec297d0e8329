import {ask} from '@gt-town/hooks'
import type {Command} from '@oclif/core'
import {join} from 'node:path'

/** The same command, but two that change the list of plugins wait for each other, under the lock that `gt plugins install` holds too. */
export function lockedCommand(Plain: Command.Class): Command.Class {
  return class extends Plain {
    override async run(): Promise<unknown> {
      const {dataDir} = this.config
      await using connection = await ask(this.config, 'gt:connection', {machine: 'local'})
      await connection.mkdirAll(dataDir)
      return await connection.withLock(
        join(dataDir, 'package.json'),
        async () => Plain.prototype.run.call(this) as Promise<unknown>,
        {
          timeoutMs: 600_000,
        },
      )
    }
  }
}
