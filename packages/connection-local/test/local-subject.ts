import {chownSync, mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {LocalConnection} from '../src/local-connection.js'
import type {Subject} from '@gt-town/contract-testing'
import {compiled} from '../../../test/support/compiled.js'

const nobody = 65_534

export const driver: readonly [string, ...string[]] = [
  process.execPath,
  compiled(new URL('driver.ts', import.meta.url)),
]

/** This machine with a folder of its own. Root obeys no modes, so its tests of modes run as nobody. */
export async function localSubject(): Promise<Subject> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gt-local-')))
  return Promise.resolve({
    connection: new LocalConnection(),
    root,
    dispose: async () => {
      rmSync(root, {recursive: true, force: true})
      return Promise.resolve()
    },
    unprivileged: async (work) => {
      if (process.getuid?.() !== 0) return work()
      chownSync(root, nobody, nobody)
      process.seteuid?.(nobody)
      try {
        return await work()
      } finally {
        process.seteuid?.(0)
      }
    },
  })
}
