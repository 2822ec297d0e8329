import {spawnSync} from 'node:child_process'
import {chmodSync} from 'node:fs'
import {bin, temporaryFolder} from './cli.js'

const wrappers = [
  ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
  // Where an ordinary user may not read the checkout: root, but bound by modes like everybody.
  ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-dac_override,-dac_read_search'],
]

/** Why a test cannot run where `unprivileged` gives nothing. */
export const noBounds = 'root is bound by no mode here: no setpriv, or it may not drop rights'

/** Words to put before a command so that file modes bind it; undefined where that cannot be had. */
export function unprivileged(): readonly string[] | undefined {
  if (process.getuid?.() !== 0) return []
  return wrappers.find((wrapper) => isBound(wrapper))
}

/** It can run gt, and it cannot write where nobody may. */
function isBound([command = '', ...args]: readonly string[]): boolean {
  const folder = temporaryFolder('bound')
  try {
    chmodSync(folder.path, 0o555)
    const script = `const fs = require('fs'); fs.readFileSync(process.argv[1]); fs.readdirSync(process.argv[2]);
      try { fs.mkdirSync(process.argv[2] + '/x') } catch { process.exit(7) }`
    const words = [...args, process.execPath, '-e', script, bin, folder.path]
    return spawnSync(command, words, {stdio: 'ignore'}).status === 7
  } finally {
    chmodSync(folder.path, 0o700)
    folder.remove()
  }
}
