import {spawn} from 'node:child_process'
import {dirname} from 'node:path'
import process from 'node:process'
import {fileURLToPath} from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Runs a program in the checkout, its output shown; ends this process with its code when it fails. */
export async function run(command, args, options = {}) {
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, {cwd: root, stdio: 'inherit', ...options})
    child.on('error', reject)
    child.on('close', (status) => resolve(status ?? 1))
  })
  if (code !== 0) process.exit(code)
}
